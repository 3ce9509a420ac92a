# SPDX-License-Identifier: GPL-2.0-only
# As docs/report.md says that a reader takes it.
read_mail <- function(lines) {
  joined <- character()
  open <- FALSE
  for (line in sub("^ +", "", lines[nzchar(lines)])) {
    ends <- attr(regexpr("\\\\*$", line), "match.length") %% 2 == 1
    line <- if (ends) substr(line, 1, nchar(line) - 1) else line
    if (open) joined[length(joined)] <- paste0(joined[length(joined)], line)
    if (!open) joined <- c(joined, line)
    open <- ends
  }
  paste(vapply(joined, take_back, ""), collapse = "")
}

take_back <- function(line) {
  pieces <- regmatches(line, gregexpr("\\\\(x..|.)|[^\\\\]", line))[[1]]
  bytes <- lapply(pieces, function(piece) switch(substr(piece, 1, 2),
    "\\x" = strtoi(substr(piece, 3, 4), 16L), "\\\\" = 92L, "\\." = , "\\c" = integer(),
    utf8ToInt(piece)))
  text <- rawToChar(as.raw(unlist(bytes)))
  Encoding(text) <- "UTF-8"
  if (endsWith(line, "\\c") && !endsWith(line, "\\\\c")) text else paste0(text, "\n")
}

test_that("a text comes out of a mail as it was", {
  texts <- c(
    "[plan]\narms = a b\n", "no newline", "", "\n", "a\n\n\n  indented\n\tby a tab \n",
    "ends in a backslash \\\n\\\\\n", "\\c\n\\.\n\\x20\n", "caf\u00e9 \u20ac\r\nnext\n",
    paste(strrep("long ", 60), "\n"), paste0(strrep("\\", 100), "\n"),
    paste0(strrep("\u00e9", 90), "\n"), paste0(strrep("x", 400), strrep(" ", 90), "y\n"),
    "From here\n--\n-- \n---\n> quoted\n"
  )
  for (text in texts) {
    lines <- mail_text(text)
    expect_identical(read_mail(lines), text)
    expect_true(all(nchar(lines) <= 75))
    expect_match(lines, "^  [!-~]([ -~]*[!-~])?$", all = TRUE)
  }
})

test_that("an entry of any length is one line of at most 75 columns after the other", {
  value <- paste(rep("binutils 2.40-2,", 20), collapse = " ")
  lines <- mail_entry("packages", value)
  expect_gt(length(lines), 4)
  expect_true(all(nchar(lines) <= 75))
  expect_match(lines[-1], "^  [^ ]", all = TRUE)
  expect_identical(read_mail(lines), paste0("packages: ", value, "\n"))
})
