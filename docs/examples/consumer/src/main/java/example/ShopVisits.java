package example;

import java.nio.file.Files;
import java.nio.file.Path;
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

/** Forecasts tomorrow's visits to a shop, walking forward over a table, by every model on the class path. */
public final class ShopVisits {
  public static void main(String[] args) throws Exception {
    Table visits = table();
    List<Column> known = List.of(Column.flag("sale", "shop"));
    TableColumns columns = new TableColumns("", "", "day", "", known, List.of("visits"), Duration.ofDays(1));
    Frame frame = FrameTables.fromTable(visits, columns);
    Backtest backtest = Backtest.of(new Windows(frame, 14, true), ScaledFrame.InputScaling.robust(),
        TargetTransform.Config.logRobust(TargetTransform.Form.LEVEL));
    WalkForward walk = WalkForward.expanding(frame, 0.5, 3);
    Loss loss = new Loss.Huber(1);
    Path saved = Files.createDirectories(Path.of(args.length > 0 ? args[0] : "target/saved-lstm"));
    for (ModelFactory<?> factory : ServiceLoader.load(ModelFactory.class)) {
      for (Fold fold : walk.folds(frame)) {
        try (FittedModel fitted = backtest.run(fold,
            data -> factory.create(ModelSpec.of(data, loss, TrainingConfig.defaults(), 1)))) {
          Scored scored = fitted.forecast(fold.test(), loss).scored(0, fold.refit());
          System.out.printf(Locale.ROOT, "%s, fold %d: log1p MAE %.3f on %d days%n", factory.name(), fold.number(),
              Evaluation.metrics(scored).get(Metric.LOG1P_MAE), scored.size());
          if (factory.name().equals("lstm")) {
            fitted.model().save(saved);
          }
        }
      }
    }
    System.out.println("the LSTM of the last fold is saved: " + Arrays.toString(saved.toFile().list()));
  }

  /** Two years of a shop: quiet Sundays, three times the visits on a sale, every thirteenth day. */
  private static Table table() {
    DateColumn day = DateColumn.create("day");
    BooleanColumn sale = BooleanColumn.create("sale");
    IntColumn visitors = IntColumn.create("visits");
    Random chance = new Random(1);
    for (LocalDate date = LocalDate.of(2024, 1, 1); date.getYear() < 2026; date = date.plusDays(1)) {
      boolean sold = date.getDayOfYear() % 13 == 0;
      double expected = (date.getDayOfWeek() == DayOfWeek.SUNDAY ? 20 : 100) * (sold ? 3 : 1);
      day.append(date);
      sale.append(sold);
      visitors.append((int) (expected * Math.exp(0.2 * chance.nextGaussian())));
    }
    return Table.create("visits", day, sale, visitors);
  }
}
