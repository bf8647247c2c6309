//! Trains the classifier that separates the article in a pasted text from the page around it.
//!
//! ```text
//! cargo run --release --example train_line_classifier -- TEXTS BODIES.json [--out FILE] [--trees 130]
//! ```
//!
//! - `TEXTS` is a folder of pages as plain text, one `NAME.txt` each, as a browser copies them
//!   (`document.body.innerText` of the saved page, scripts off).
//! - `BODIES.json` has the article of each page: `{"NAME": {"articleBody": "…", "url": "…"}, …}`.
//!   This is the format of <https://github.com/scrapinghub/article-extraction-benchmark>, whose
//!   `ground-truth.json` and pages can be used.
//!
//! Without `--out` it prints scores only: of the classifier that the crate contains, and of newly
//! trained ones by cross-validation, where a page is judged by a classifier that has seen no page
//! of its site. With `--out` it also trains on all pages and writes the result, which replaces
//! `crates/offprint-import/data/line_classifier.txt`; its first lines list the pages with a hash
//! of each text, so that anybody can see what it was trained on.
//!
//! On the 91 development pages of the article-extraction benchmark (13,375 lines, 2026-11-28):
//! bundled classifier F1 0.955 (it may have been trained on some of these pages), newly trained
//! 0.966 on the same pages and 0.877 on pages of other sites. So few pages do not suffice to
//! replace the bundled classifier.
//!
//! The method is gradient boosting for binary classification: each tree grows leaf by leaf, the
//! leaf with the largest gain first, over histograms of the features. It needs no other program
//! and no random numbers: the same pages give the same file.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use jiff::civil::Date;
use offprint_base::Digest;
use offprint_import::training::{DecisionTree, LineClassifier, MeasuredText, N_FEATURES};
use serde::Deserialize;

/// How many groups the sites are divided into for cross-validation.
const FOLDS: u64 = 5;

/// The maximum number of leaves of a tree.
const LEAVES: usize = 9;

/// How much of its gain a tree contributes.
const LEARNING_RATE: f64 = 0.08;

/// The fewest lines in a leaf.
const MIN_LINES_IN_LEAF: usize = 40;

/// Added to the sum of second derivatives of a leaf, so that small leaves stay cautious.
const REGULARISATION: f64 = 5.0;

/// The maximum number of thresholds that are tried for one feature.
const MAX_BINS: usize = 64;

/// Decimal digits that the written numbers are rounded to.
const SIGNIFICANT_DIGITS: usize = 4;

/// Later dates are not accepted as dates of these pages.
const TODAY: Date = jiff::civil::date(2026, 1, 1);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<(), String> {
    let [texts, bodies, options @ ..] = arguments else {
        return Err(
            "usage: train_line_classifier TEXTS BODIES.json [--out FILE] [--trees N]".into()
        );
    };
    let mut out = None;
    let mut trees = 130;
    for option in options.chunks(2) {
        match option {
            [name, value] if name == "--out" => out = Some(value),
            [name, value] if name == "--trees" => {
                trees = value.parse().map_err(|_| format!("`{value}` is not a number"))?;
            }
            _ => return Err(format!("unknown option `{}`", option[0])),
        }
    }
    let pages = load_pages(Path::new(texts), Path::new(bodies))?;
    let lines: usize = pages.iter().map(|page| page.labels.len()).sum();
    println!("{} pages, {lines} lines", pages.len());

    let bundled: Vec<Score> =
        pages.iter().map(|page| page.score(LineClassifier::bundled())).collect();
    println!("bundled classifier                  {}", mean_score(&bundled));
    let all = LineMatrix::new(pages.iter());
    let trained = all.train(trees);
    let fitted: Vec<Score> = pages.iter().map(|page| page.score(&trained)).collect();
    println!("trained on these pages, same pages  {}", mean_score(&fitted));
    let mut held_out = Vec::new();
    for fold in 0..FOLDS {
        let (test, train): (Vec<&Page>, Vec<&Page>) =
            pages.iter().partition(|page| page.fold == fold);
        let classifier = LineMatrix::new(train.into_iter()).train(trees);
        held_out.extend(test.iter().map(|page| page.score(&classifier)));
    }
    println!("trained, pages of other sites       {}", mean_score(&held_out));

    if let Some(out) = out {
        let text = header(&pages, &mean_score(&held_out)) + &trained.to_text();
        std::fs::write(out, text).map_err(|error| format!("cannot write {out}: {error}"))?;
    }
    Ok(())
}

/// What precedes the trees in the file: where they come from.
fn header(pages: &[Page], score: &str) -> String {
    let mut text = format!(
        "# The weights by which a line of pasted text is assigned to the article or to the page around it:\n\
         # a forest of decision trees over the features that src/text/line_features.rs and\n\
         # src/text/window_features.rs describe. `LineClassifier::parse` documents the format.\n\
         #\n\
         # Origin: examples/train_line_classifier.rs on the {} pages below (name and XXH3-128 of the text).\n\
         # Cross-validated, no page judged by a classifier that has seen its site: {score}.\n#\n",
        pages.len()
    );
    for page in pages {
        let _ = writeln!(text, "# page {} {}", page.name, page.hash);
    }
    text
}

/// The article of a page, as `BODIES.json` has it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GoldArticle {
    article_body: String,
    #[serde(default)]
    url: String,
}

/// A page whose lines are labelled.
struct Page {
    name: String,
    hash: Digest,
    /// The group of its site in cross-validation.
    fold: u64,
    text: MeasuredText,
    /// For each line, whether the article contains it.
    labels: Vec<bool>,
    /// For each line, how many words it has.
    words: Vec<f64>,
}

/// Reads the pages that have both a text and an article, in the order of their names.
fn load_pages(texts: &Path, bodies: &Path) -> Result<Vec<Page>, String> {
    let read = |path: &Path| {
        std::fs::read_to_string(path)
            .map_err(|error| format!("cannot read {}: {error}", path.display()))
    };
    let articles: BTreeMap<String, GoldArticle> = serde_json::from_str(&read(bodies)?)
        .map_err(|error| format!("{}: {error}", bodies.display()))?;
    let mut pages = Vec::new();
    for (name, article) in articles {
        let path = texts.join(format!("{name}.txt"));
        if !path.exists() {
            continue;
        }
        let text = read(&path)?;
        let hash = Digest::of(text.as_bytes());
        let site = article.url.split('/').find(|part| part.contains('.')).unwrap_or(&name);
        let site = site.trim_start_matches("www.");
        // Any even division will do, as long as a site is always in the same group.
        let fold = site
            .bytes()
            .fold(0_u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
            >> 20;
        let text = MeasuredText::new(&text, TODAY);
        let labels = label_lines(&text, &article.article_body);
        let words = text.lines().map(|line| words_of(line).len() as f64).collect();
        pages.push(Page { name, hash, fold: fold % FOLDS, text, labels, words });
    }
    if pages.is_empty() { Err("no page has both a text and an article".into()) } else { Ok(pages) }
}

/// The words of a text in lower case; each letter of a script without spaces is a separate word.
fn words_of(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for run in text.split(|character: char| !character.is_alphanumeric()) {
        if run.chars().any(|character| ('\u{2e80}'..='\u{d7ff}').contains(&character)) {
            words.extend(run.chars().map(String::from));
        } else if !run.is_empty() {
            words.push(run.to_lowercase());
        }
    }
    words
}

/// For each line of a page, whether its article contains it: a short line if it is a line of the
/// article, a longer one if most of its runs of four words are in the article.
fn label_lines(text: &MeasuredText, article: &str) -> Vec<bool> {
    const RUN: usize = 4;
    let article_lines: HashSet<Vec<String>> = article.lines().map(words_of).collect();
    let article_words = words_of(article);
    let runs: HashSet<&[String]> = article_words.windows(RUN).collect();
    text.lines()
        .map(|line| {
            let words = words_of(line);
            if words.len() < RUN {
                return !words.is_empty() && article_lines.contains(&words);
            }
            let all = words.len() + 1 - RUN;
            let shared = words.windows(RUN).filter(|run| runs.contains(run)).count();
            shared * 2 > all
        })
        .collect()
}

/// How well the lines of a page were chosen, counted in words.
struct Score {
    precision: f64,
    recall: f64,
    f1: f64,
}

impl Page {
    fn score(&self, classifier: &LineClassifier) -> Score {
        let chosen = self.text.choose_lines(classifier);
        let [mut correct, mut superfluous, mut missing] = [0.0; 3];
        for ((chosen, label), words) in chosen.into_iter().zip(&self.labels).zip(&self.words) {
            match (chosen, *label) {
                (true, true) => correct += words,
                (true, false) => superfluous += words,
                (false, true) => missing += words,
                (false, false) => {}
            }
        }
        let share =
            |part: f64, rest: f64| if part + rest > 0.0 { part / (part + rest) } else { 1.0 };
        Score {
            precision: share(correct, superfluous),
            recall: share(correct, missing),
            f1: share(2.0 * correct, superfluous + missing),
        }
    }
}

fn mean_score(scores: &[Score]) -> String {
    let mean = |value: fn(&Score) -> f64| {
        scores.iter().map(value).sum::<f64>() / scores.len().max(1) as f64
    };
    format!(
        "F1 {:.3}, precision {:.3}, recall {:.3}",
        mean(|score| score.f1),
        mean(|score| score.precision),
        mean(|score| score.recall)
    )
}

/// The features of many lines as numbers of bins, feature by feature.
struct LineMatrix {
    /// For each feature, the thresholds between its bins.
    thresholds: Vec<Vec<f32>>,
    /// For each feature, the bin of each line.
    bins: Vec<Vec<u8>>,
    labels: Vec<bool>,
    /// How much a line counts: long ones more than short ones.
    weights: Vec<f64>,
}

/// A leaf of a tree that grows.
struct GrowingLeaf {
    lines: Vec<usize>,
    split: Option<Split>,
}

/// The best question to divide a leaf by.
struct Split {
    gain: f64,
    feature: usize,
    bin: usize,
}

/// Sums of first and second derivatives of the loss, and the number of lines.
#[derive(Clone, Copy, Default)]
struct Sums {
    gradient: f64,
    hessian: f64,
    lines: usize,
}

impl Sums {
    fn add(&mut self, other: Self) {
        self.gradient += other.gradient;
        self.hessian += other.hessian;
        self.lines += other.lines;
    }

    fn loss_reduction(&self) -> f64 {
        self.gradient * self.gradient / (self.hessian + REGULARISATION)
    }
}

impl LineMatrix {
    fn new<'p>(pages: impl Iterator<Item = &'p Page>) -> Self {
        let mut vectors: Vec<[f32; N_FEATURES]> = Vec::new();
        let mut labels = Vec::new();
        let mut weights = Vec::new();
        for page in pages {
            vectors.extend(page.text.feature_vectors());
            labels.extend(&page.labels);
            weights.extend(page.words.iter().map(|words| 1.0 + words.sqrt() / 2.0));
        }
        let mut thresholds = Vec::new();
        let mut bins = Vec::new();
        for feature in 0..N_FEATURES {
            let values: Vec<f32> = vectors.iter().map(|vector| vector[feature]).collect();
            let limits = bin_thresholds(&values);
            bins.push(
                values
                    .iter()
                    .map(|value| limits.partition_point(|limit| limit < value) as u8)
                    .collect(),
            );
            thresholds.push(limits);
        }
        Self { thresholds, bins, labels, weights }
    }

    /// Trains a classifier with this many trees.
    fn train(&self, trees: usize) -> LineClassifier {
        let positive: f64 = self
            .weights
            .iter()
            .zip(&self.labels)
            .filter(|(_, label)| **label)
            .map(|(w, _)| w)
            .sum();
        let total: f64 = self.weights.iter().sum();
        let base = rounded((positive / (total - positive).max(1e-9)).max(1e-9).ln());
        let mut odds = vec![f64::from(base); self.labels.len()];
        let mut forest = Vec::new();
        for _ in 0..trees {
            let sums: Vec<Sums> = (0..self.labels.len())
                .map(|line| {
                    let probability = 1.0 / (1.0 + (-odds[line]).exp());
                    let label = f64::from(u8::from(self.labels[line]));
                    Sums {
                        gradient: (label - probability) * self.weights[line],
                        hessian: probability * (1.0 - probability) * self.weights[line],
                        lines: 1,
                    }
                })
                .collect();
            forest.push(self.grow_tree(&sums, &mut odds));
        }
        LineClassifier::new(base, &forest)
    }

    /// Grows one tree and adds its leaves to the odds.
    fn grow_tree(&self, sums: &[Sums], odds: &mut [f64]) -> DecisionTree {
        let all: Vec<usize> = (0..sums.len()).collect();
        let mut leaves = vec![GrowingLeaf { split: self.best_split(&all, sums), lines: all }];
        // The question that divided a leaf, by its index: the answer for yes keeps the index, that
        // for no gets the next one.
        let mut questions: HashMap<usize, Vec<(usize, f32, usize)>> = HashMap::new();
        while leaves.len() < LEAVES {
            let best = leaves
                .iter()
                .enumerate()
                .filter_map(|(index, leaf)| Some((index, leaf.split.as_ref()?.gain)))
                .max_by(|left, right| left.1.total_cmp(&right.1));
            let Some((index, _)) = best else { break };
            let leaf = &mut leaves[index];
            let Some(Split { feature, bin, .. }) = leaf.split.take() else { break };
            let (at_most, greater): (Vec<usize>, Vec<usize>) = std::mem::take(&mut leaf.lines)
                .into_iter()
                .partition(|line| usize::from(self.bins[feature][*line]) <= bin);
            *leaf = GrowingLeaf { split: self.best_split(&at_most, sums), lines: at_most };
            let added = leaves.len();
            questions.entry(index).or_default().push((
                feature,
                self.thresholds[feature][bin],
                added,
            ));
            leaves.push(GrowingLeaf { split: self.best_split(&greater, sums), lines: greater });
        }
        let values: Vec<f32> = leaves
            .iter()
            .map(|leaf| {
                let mut sum = Sums::default();
                leaf.lines.iter().for_each(|line| sum.add(sums[*line]));
                rounded(LEARNING_RATE * sum.gradient / (sum.hessian + REGULARISATION))
            })
            .collect();
        for (leaf, value) in leaves.iter().zip(&values) {
            for line in &leaf.lines {
                odds[*line] += f64::from(*value);
            }
        }
        tree_from(&questions, &values, 0, 0)
    }

    /// The question that reduces the loss most, if one does.
    fn best_split(&self, lines: &[usize], sums: &[Sums]) -> Option<Split> {
        let mut whole = Sums::default();
        lines.iter().for_each(|line| whole.add(sums[*line]));
        if whole.lines < 2 * MIN_LINES_IN_LEAF {
            return None;
        }
        let mut best: Option<Split> = None;
        for feature in 0..N_FEATURES {
            let mut histogram = [Sums::default(); MAX_BINS];
            for line in lines {
                histogram[usize::from(self.bins[feature][*line])].add(sums[*line]);
            }
            let mut at_most = Sums::default();
            let n_bins = self.thresholds[feature].len();
            for (bin, sums) in histogram.iter().enumerate().take(n_bins) {
                at_most.add(*sums);
                let greater = Sums {
                    gradient: whole.gradient - at_most.gradient,
                    hessian: whole.hessian - at_most.hessian,
                    lines: whole.lines - at_most.lines,
                };
                if at_most.lines < MIN_LINES_IN_LEAF || greater.lines < MIN_LINES_IN_LEAF {
                    continue;
                }
                let gain =
                    at_most.loss_reduction() + greater.loss_reduction() - whole.loss_reduction();
                if gain > 1e-6 && best.as_ref().is_none_or(|best| gain > best.gain) {
                    best = Some(Split { gain, feature, bin });
                }
            }
        }
        best
    }
}

/// The tree below a leaf that was divided `from` times already.
fn tree_from(
    questions: &HashMap<usize, Vec<(usize, f32, usize)>>,
    values: &[f32],
    leaf: usize,
    from: usize,
) -> DecisionTree {
    match questions.get(&leaf).and_then(|of_leaf| of_leaf.get(from)) {
        None => DecisionTree::Leaf(values[leaf]),
        Some((feature, threshold, added)) => DecisionTree::Question {
            feature: *feature,
            threshold: *threshold,
            at_most: Box::new(tree_from(questions, values, leaf, from + 1)),
            greater: Box::new(tree_from(questions, values, *added, 0)),
        },
    }
}

/// Thresholds that divide the values into at most `MAX_BINS` bins of similar size.
fn bin_thresholds(values: &[f32]) -> Vec<f32> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f32::total_cmp);
    let mut distinct = sorted.clone();
    distinct.dedup();
    let between = |left: f32, right: f32| rounded(f64::midpoint(left.into(), right.into()));
    let mut thresholds: Vec<f32> = if distinct.len() <= MAX_BINS {
        distinct.windows(2).map(|pair| between(pair[0], pair[1])).collect()
    } else {
        (1..MAX_BINS).map(|part| rounded(sorted[part * sorted.len() / MAX_BINS].into())).collect()
    };
    thresholds.dedup();
    thresholds
}

/// A number with few digits, so that the file can be read and compared.
fn rounded(number: f64) -> f32 {
    format!("{number:.*e}", SIGNIFICANT_DIGITS - 1).parse().unwrap_or(0.0)
}
