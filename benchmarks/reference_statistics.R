# Writes the reference values that DieboldMarianoTest and SpreadSharesTest compare Groundswell's statistics with.
#
#     apt-get install r-cran-forecast        # brings nlme too
#     Rscript benchmarks/reference_statistics.R core/src/test/resources/org/groundswell/statistics
#
# The folder receives reference-errors.csv (errors of two forecasts in four series), reference-dm.csv (what dm.test of
# package forecast makes of them; "negative" where its variance is, and it answers with horizon 1), reference-scores.csv (scores by fold and seed) and reference-spread.csv (variances
# by aov and, where lme can tell them, by restricted maximum likelihood).

suppressMessages(library(forecast))
suppressMessages(library(nlme))

folder <- commandArgs(TRUE)[1]
dir.create(folder, recursive = TRUE, showWarnings = FALSE)
made <- paste0(
  "# made by benchmarks/reference_statistics.R with ", R.version.string,
  ", forecast ", packageVersion("forecast"), ", nlme ", packageVersion("nlme"))

write_csv <- function(name, table) {
  path <- file.path(folder, name)
  writeLines(made, path)
  text <- as.data.frame(lapply(table, function(v) if (is.double(v)) formatC(v, digits = 17, width = 1, format = "g") else v))
  suppressWarnings(write.table(text, path, append = TRUE, sep = ",", quote = FALSE, row.names = FALSE, eol = "\n"))
}

set.seed(7)
series <- list(
  white = cbind(rnorm(30), 1.2 * rnorm(30)),
  ar = cbind(arima.sim(list(ar = 0.6), 60), 1.3 * arima.sim(list(ar = 0.3), 60)),
  overlap = cbind(arima.sim(list(ma = c(1, 1, 1)), 120), 1.1 * arima.sim(list(ma = c(1, 1, 1)), 120)),
  tails = cbind(rt(40, 2), rt(40, 2) + 0.5))
errors <- do.call(rbind, lapply(names(series), function(name)
  data.frame(series = name, first = series[[name]][, 1], second = series[[name]][, 2])))
write_csv("reference-errors.csv", errors)

tests <- do.call(rbind, lapply(names(series), function(name) {
  do.call(rbind, lapply(c(1, 2, 4, 6), function(h) {
    do.call(rbind, lapply(if (h == 1) "acf" else c("acf", "bartlett"), function(estimator) {
      negative <- FALSE
      test <- withCallingHandlers(
        dm.test(series[[name]][, 1], series[[name]][, 2], h = h, power = 1, varestimator = estimator),
        warning = function(w) {
          negative <<- TRUE
          invokeRestart("muffleWarning")
        })
      data.frame(
        series = name, horizon = as.integer(h), estimator = estimator, negative = negative,
        statistic = unname(test$statistic), p = test$p.value)
    }))
  }))
}))
write_csv("reference-dm.csv", tests)

scores <- rbind(
  data.frame(case = "folds", fold = rep(1:5, each = 3), score = rep(rnorm(5), each = 3) + 0.3 * rnorm(15)),
  data.frame(case = "seeds", fold = rep(1:6, each = 4), score = rnorm(24)),
  data.frame(case = "ragged", fold = rep(1:4, c(3, 2, 3, 1)), score = rep(rnorm(4), c(3, 2, 3, 1)) + 0.5 * rnorm(9)))
write_csv("reference-scores.csv", scores)

spread <- do.call(rbind, lapply(unique(scores$case), function(name) {
  one <- scores[scores$case == name, ]
  squares <- summary(aov(score ~ factor(fold), one))[[1]][["Mean Sq"]]
  numbers <- table(one$fold)
  n0 <- (sum(numbers) - sum(numbers^2) / sum(numbers)) / (length(numbers) - 1)
  balanced <- length(unique(numbers)) == 1 && squares[1] > squares[2]
  reml <- if (balanced) as.numeric(VarCorr(lme(score ~ 1, random = ~ 1 | fold, data = one, control = lmeControl(tolerance = 1e-12, msTol = 1e-14)))[, "Variance"]) else c(NaN, NaN)
  data.frame(
    case = name, fold = (squares[1] - squares[2]) / n0, seed = squares[2],
    fold_reml = reml[1], seed_reml = reml[2])
}))
write_csv("reference-spread.csv", spread)
