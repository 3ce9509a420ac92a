# SPDX-License-Identifier: GPL-2.0-only
# Mutants: kernels with one old defect put back. An arm whose kernel is
# mutant@NAME is judged against the arm with kernel `corpus`, the same base behind
# it and the same parameters, cell by cell. A mutant is caught when any exact value differs
# that another build of the same code leaves alone.

mutant_pattern <- "^mutant([-a-z0-9.]*)@(.+)$"
reference_kernel <- "corpus"
reference_pattern <- "^corpus([-a-z0-9.]*)$"
harmless_mutant <- "00-harmless"

# Any recompilation changes these.
unjudged_units <- c("instructions", "iterations")
# A change of a few bytes of code moves a batch of pages between the zones'
# per-CPU lists, which do not count as free.
unjudged_role <- "zone-free-pages"
# The image's sections begin at page borders and its init sections are given
# back, so its size on the console does not tell the last pages it leaves.
section_bytes <- 8 * 4096

is_reference <- function(kernel) grepl(reference_pattern, kernel)

# Mutant arms and their references (NA where the plan has none).
mutant_arms <- function(info) {
  arms <- arm_table(info)
  mutants <- arms[grepl(mutant_pattern, kernel), .(
    mutant = sub(mutant_pattern, "\\2", kernel), arm, parameters,
    base = sub(mutant_pattern, "\\1", kernel)
  )]
  references <- arms[is_reference(kernel)]
  references[, base := sub(reference_pattern, "\\1", kernel)]
  references <- unique(references, by = c("base", "parameters"))
  mutants[references, reference := i.arm, on = c("base", "parameters")]
  if (!"reference" %in% names(mutants)) mutants[, reference := NA_character_]
  mutants[]
}

# Bytes of the kernel image per cell that are in a metric's sum: all that begin
# below a limit, as in placement.below_*.
image_bytes <- function(run, limit = Inf) {
  if (is.null(run$placements)) {
    return(data.table::data.table(
      topology = character(), mapping = character(), arm = character(), image = numeric()
    ))
  }
  held(run$placements)[
    class == "kernel" & start < limit, .(image = sum(bytes)), by = .(topology, mapping, arm)
  ]
}

# Values with the image taken out of the sums that have it.
without_image <- function(values, run) {
  values <- values[!(role == "early-bytes" & item == "kernel")]
  limits <- c("early-bytes-below-16m" = 2^24, "early-bytes-below-4g" = 2^32)
  for (name in names(limits)) {
    image <- image_bytes(run, limits[[name]])[, role := name]
    values[image, value := value - i.image, on = c("topology", "mapping", "arm", "role")]
  }
  values[]
}

# What the page allocator has may differ by the image's change and its sections.
allowed_difference <- function(table, run) {
  image <- image_bytes(run)
  cell <- c("topology", "mapping")
  mine <- image[table[, .(topology, mapping, arm)], on = c(cell, "arm"), image]
  theirs <- image[table[, .(topology, mapping, arm = reference)], on = c(cell, "arm"), image]
  change <- ifelse(is.na(mine) | is.na(theirs), 0, abs(mine - theirs)) + section_bytes
  ifelse(table$role == "total-bytes", change, ifelse(table$role == "zone-pages", change / 4096, 0))
}

# Every judged value of every mutant: the columns of compare_exact() and mutant,
# reference, caught.
mutant_values <- function(run) {
  arms <- mutant_arms(run$info)[!is.na(reference)]
  values <- exact_values(run)[
    !unit %in% unjudged_units & role != unjudged_role & !depends_on_build(metric, item)
  ]
  table <- compare_exact(run, without_image(values, run), arms[, .(reference, arm)])
  table[arms, c("mutant", "reference") := .(i.mutant, i.reference), on = "arm"]
  table <- table[completed_cells(run, table) & !(is.na(baseline) & is.na(candidate))]
  table[, caught := is.na(difference) | abs(difference) > allowed_difference(table, run)][]
}

# Rows whose run completed on both sides: without, its end tells it.
completed_cells <- function(run, table) {
  done <- run_states(run)[value == 1, .(topology, mapping, workload, arm = as.character(arm))]
  has <- function(arms) !is.na(
    done[
      table[, .(topology, mapping, workload, arm = arms)], on = names(done), which = TRUE,
      mult = "first"
    ]
  )
  has(as.character(table$arm)) & has(as.character(table$reference))
}

# How every mutant's cells ended: topology, mapping, workload, metric, mutant, arm,
# reference, end (its end state), expected (the reference's).
mutant_ends <- function(run) {
  arms <- mutant_arms(run$info)[!is.na(reference)]
  states <- run_states(run)[, .(
    arm = as.character(arm), topology, mapping, workload, metric, end = end_state
  )]
  states <- unique(states)
  ends <- states[arms, on = "arm", nomatch = NULL]
  ends[states, expected := i.end, on = c(reference = "arm", "topology", "mapping", "workload")][]
}

# One row per mutant arm's value or end that gives it away, the most telling
# first: a run's end; then values that at least halved or doubled, those with a
# better direction before others, sums before items, large before small; then the
# rest by their relative change.
mutant_catches <- function(values, ends) {
  died <- ends[expected == "completed" & end != "completed",
    .(mutant, arm, topology, mapping, workload, by = metric, from = expected, to = end)]
  found <- values[caught == TRUE]
  largest <- pmax(abs(found$baseline), abs(found$candidate))
  size <- ifelse(
    is.na(found$difference), 1, ifelse(found$unit == "digest", 0, abs(found$difference) / largest)
  )
  found <- found[order(-pmin(size, 0.5), direction == "none", nzchar(item), -abs(difference))]
  found <- found[, .(
    mutant, arm, topology, mapping, workload, by = label_metric(metric, item, node),
    from = value_beside(baseline, candidate, unit), to = value_beside(candidate, baseline, unit)
  )]
  rbind(died, found)
}

# A value as people read it, with all its digits where the other would read alike.
value_beside <- function(value, other, unit) {
  short <- format_value(value, unit)
  alike <- !is.na(value) & !is.na(other) & abs(value - other) < 0.01 * pmax(abs(value), abs(other))
  ifelse(
    is.na(value), "not measured",
    ifelse(alike, paste0(format_count(value), ifelse(unit == "bytes", " B", "")), short)
  )
}

# A table of each run, one below the other.
of_runs <- function(runs, make) data.table::rbindlist(lapply(runs, make))

# What every mutant was: mutant, defect, caught, by, from, to, cell, differing and
# judged (numbers of values), answers (of the oracle, "" without).
# `patches` are those of read_mutants(), all of which belong in the table unless
# it is `partial`; `oracle` is that of read_oracle(), or NULL.
judge_mutants <- function(runs, oracle = NULL, patches = NULL, partial = FALSE) {
  arms <- unique(of_runs(runs, function(run) mutant_arms(run$info)), by = c("mutant", "arm"))
  values <- of_runs(runs, mutant_values)
  catches <- mutant_catches(values, of_runs(runs, mutant_ends))
  catches[arms, parameters := i.parameters, on = "arm"]
  table <- data.table::data.table(mutant = sort(union(arms$mutant, if (!partial) patches$mutant)))
  table[
    patches %||% data.table::data.table(mutant = character(), defect = character()),
    defect := i.defect, on = "mutant"
  ]
  table[, run := mutant %in% arms$mutant]
  table[
    catches[, .SD[1], by = mutant],
    c("by", "from", "to", "cell") := .(
      i.by, i.from, i.to, trimws(paste(i.topology, i.mapping, i.workload, i.parameters))
    ),
    on = "mutant"
  ]
  table[values[, .(differing = sum(caught), judged = .N), by = mutant], c("differing", "judged") :=
    .(i.differing, i.judged), on = "mutant"]
  judge_oracle(table, oracle)
}

# The oracle's word, which counts like any other, and alone where no boot told.
judge_oracle <- function(table, oracle) {
  table[, answers := ""]
  if (!is.null(oracle)) {
    table[
      oracle,
      c("wrong", "answers") := .(
        i.wrong, sprintf("oracle: %s of %s answers", format_count(i.wrong), format_count(i.cases))
      ),
      on = "mutant"
    ]
  } else {
    table[, wrong := NA_real_]
  }
  table[is.na(by) & wrong > 0, by := answers]
  table[, caught := !is.na(by)][]
}

# The A/A pairs of the reference kernel: how many exact values differ in each.
mutant_controls <- function(run) {
  arms <- arm_table(run$info)
  pairs <- control_pairs(run$info)[baseline %in% arms[is_reference(kernel), arm]]
  pairs <- pairs[candidate %in% arms[is_reference(kernel), arm]]
  pairs <- pairs[, .(reference = baseline, arm = candidate)]
  table <- compare_exact(run, pairs = pairs)
  counts <- table[
    , .(values = .N, different = sum(!difference %in% 0)), by = .(arm = as.character(arm))
  ]
  pairs[counts, c("values", "different") := .(i.values, i.different), on = "arm"]
  pairs[is.na(values), c("values", "different") := .(0L, 0L)][]
}

# Everything that makes the judgement void, as sentences; none when all is well.
mutant_problems <- function(runs, table, controls) {
  arms <- of_runs(runs, function(run) mutant_arms(run$info))
  ends <- of_runs(runs, mutant_ends)
  unfit <- unique(
    ends[is.na(expected) | expected != "completed", .(reference, topology, mapping, workload)]
  )
  say <- function(rows, format, ...) if (nrow(rows)) sprintf(format, ...) else character()
  absent <- table[run == FALSE]
  lone <- arms[is.na(reference)]
  missed <- table[run == TRUE & !caught & mutant != harmless_mutant]
  loud <- table[mutant == harmless_mutant & caught == TRUE]
  differing <- controls[different > 0]
  c(
    say(absent, "mutant %s is not in the run.", absent$mutant),
    say(
      lone, "arm %s has no reference: no arm of kernel %s with the same parameters.", lone$arm,
      reference_kernel
    ),
    say(
      unfit, "%s did not complete on %s %s %s: nothing to judge against.", unfit$reference,
      unfit$topology, unfit$mapping, unfit$workload
    ),
    say(missed, "mutant %s was not caught.", missed$mutant),
    say(loud, "mutant %s is harmless, but differs: %s.", loud$mutant, loud$by),
    if (!sum(controls$values)) sprintf("the run has no A/A pair of kernel %s.", reference_kernel),
    say(
      differing, "%s differs from %s in %d of %d exact values, though they are the same.",
      differing$arm, differing$reference, differing$different, differing$values
    )
  )
}

# mutant and defect (the subject) of every patch of a folder.
read_mutants <- function(dir) {
  files <- list.files(dir, pattern = "\\.patch$", full.names = TRUE)
  if (!length(files)) refuse("%s has no patches.", dir)
  data.table::data.table(
    mutant = sub("\\.patch$", "", basename(files)),
    defect = vapply(files, read_subject, "", USE.NAMES = FALSE)
  )
}

# The subject of a mail, which may go on in indented lines.
read_subject <- function(path) {
  lines <- readLines(path, warn = FALSE)
  at <- grep("^Subject: ", lines)[1]
  if (is.na(at)) refuse("%s has no subject.", path)
  more <- grepl("^[ \t]+[^ \t]", lines[-seq_len(at)])
  lines <- lines[at + 0:(match(FALSE, more, nomatch = length(more) + 1) - 1)]
  sub("^(\\[[^]]*\\] *)*", "", sub("^Subject: ", "", paste(trimws(lines), collapse = " ")))
}

# What the brute-force oracle said of each mutant's memblock, NULL where it was
# not asked.
read_oracle <- function(path) {
  if (!file.exists(path)) {
    return(NULL)
  }
  oracle <- read_table(path, c("mutant", "wrong", "cases", "first")) |>
    as_numbers(c("wrong", "cases"), path)
  oracle[, mutant := sub(mutant_pattern, "\\2", mutant)][]
}
