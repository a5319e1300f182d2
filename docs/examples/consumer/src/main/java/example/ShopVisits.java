package example;

import java.nio.file.*;
import java.time.*;
import java.util.*;
import org.groundswell.backtest.*;
import org.groundswell.data.*;
import org.groundswell.evaluate.*;
import org.groundswell.frame.*;
import org.groundswell.loss.Loss;
import org.groundswell.model.*;
import org.groundswell.scale.TargetTransform;
import org.groundswell.window.*;
import tech.tablesaw.api.*;

/** Forecasts a shop's visits of the next day by every model on the class path, walking forward over a table. */
public final class ShopVisits {
  public static void main(String[] args) throws Exception {
    List<Column> known = List.of(Column.flag("sale", "shop"));
    TableColumns columns = new TableColumns("", "", "day", "", known, List.of("visits"), Duration.ofDays(1));
    Frame frame = FrameTables.fromTable(table(), columns);
    Backtest backtest = Backtest.of(new Windows(frame, 14, true), ScaledFrame.InputScaling.robust(),
        TargetTransform.Config.logRobust(TargetTransform.Form.LEVEL));
    Loss loss = new Loss.Huber(1);
    for (ModelFactory<?> factory : ServiceLoader.load(ModelFactory.class)) {
      for (Fold fold : WalkForward.expanding(frame, 0.5, 3).folds(frame)) {
        try (FittedModel fitted = backtest.run(fold,
            data -> factory.create(ModelSpec.of(data, loss, TrainingConfig.defaults(), 1)))) {
          Scored scored = fitted.forecast(fold.test(), loss).scored(0, fold.refit());
          System.out.printf(Locale.ROOT, "%s, fold %d: log1p MAE %.3f on %d days%n", factory.name(), fold.number(),
              Evaluation.metrics(scored).get(Metric.LOG1P_MAE), scored.size());
          fitted.model().save(Files.createDirectories(Path.of("target", "saved", factory.name())));
        }
      }
    }
  }

  /** Two years: a fifth of the visits on Sundays, three times as many on every thirteenth day, a sale. */
  private static Table table() {
    Table table = Table.create("visits", DateColumn.create("day"), BooleanColumn.create("sale"), IntColumn.create("visits"));
    Random chance = new Random(1);
    for (LocalDate day = LocalDate.of(2024, 1, 1); day.getYear() < 2026; day = day.plusDays(1)) {
      boolean sale = day.getDayOfYear() % 13 == 0;
      double expected = (day.getDayOfWeek() == DayOfWeek.SUNDAY ? 20 : 100) * (sale ? 3 : 1);
      table.dateColumn("day").append(day);
      table.booleanColumn("sale").append(sale);
      table.intColumn("visits").append((int) (expected * Math.exp(0.2 * chance.nextGaussian())));
    }
    return table;
  }
}
