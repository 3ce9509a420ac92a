# SPDX-License-Identifier: GPL-2.0-only
judged <- function(differences, alpha = 0.05) {
  walsh <- walsh_averages(differences)
  n <- length(differences)
  list(
    p = signed_rank_p(walsh, n), estimate = hodges_lehmann(walsh),
    interval = unname(signed_rank_interval(walsh, n, alpha)[1, ])
  )
}

test_that("without ties it is R's own exact test", {
  set.seed(3)
  for (n in c(6, 9, 20, 33)) {
    differences <- rnorm(n, 0.3)
    own <- stats::wilcox.test(differences, conf.int = TRUE, exact = TRUE)
    ours <- judged(differences)
    expect_equal(ours$p, own$p.value)
    expect_equal(ours$interval, as.numeric(own$conf.int), tolerance = 1e-6)
    expect_equal(ours$estimate, unname(own$estimate), tolerance = 1e-6)
  }
})

test_that("five blocks have no interval of 95 %, six have that of all", {
  expect_identical(judged(1:5 + 0.1)$interval, c(-Inf, Inf))
  expect_identical(judged(1:5 + 0.1, 0.1)$interval, c(1.1, 5.1))
  expect_identical(judged(1:6)$interval, c(1, 6))
  expect_equal(judged(1:6)$p, 2 / 64)
  expect_identical(blocks_needed(c(1, 2, 30)), c(6, 7, 11))
})

test_that("ties and zeros speak for no difference", {
  expect_identical(judged(rep(0, 12))$p, 1)
  expect_identical(judged(rep(0, 12))$interval, c(0, 0))
  expect_equal(judged(c(0, rep(1, 6)))$p, 2 * stats::psignrank(1, 7))
  expect_identical(judged(log(c(110 / 100, 100 / 110)))$estimate, 0)
})

test_that("beyond the exact distribution it goes on alike", {
  set.seed(4)
  differences <- rnorm(201)
  own <- stats::wilcox.test(differences, conf.int = TRUE, exact = TRUE)
  expect_equal(judged(differences)$p, own$p.value, tolerance = 0.01)
  expect_equal(judged(differences)$interval, as.numeric(own$conf.int), tolerance = 0.01)
})

test_that("p and interval never contradict each other or the estimate", {
  set.seed(5)
  agree <- vapply(1:600, function(i) {
    n <- sample(1:24, 1)
    differences <- switch(sample(4, 1), rnorm(n, 0.3), round(rnorm(n, 0.3)), rcauchy(n),
      sample(c(0, 0, 1, -1), n, replace = TRUE))
    ours <- judged(differences)
    ours$interval[1] <= ours$estimate && ours$estimate <= ours$interval[2] &&
      (ours$p < 0.05) == (ours$interval[1] > 0 || ours$interval[2] < 0)
  }, NA)
  expect_identical(which(!agree), integer())
})
