//! What programs need to retrain the classifier of pasted text: its features, its trees, and the
//! line selection that uses it.
//!
//! `examples/train_line_classifier.rs` is such a program. Importing does not use this module.

use jiff::civil::Date;

pub use crate::text::line_classifier::{DecisionTree, LineClassifier};
pub use crate::text::window_features::N_FEATURES;

use crate::text::choose::choose_lines;
use crate::text::line::{TextLine, split_lines};
use crate::text::line_features::{LineFeatures, measure_lines};
use crate::text::window_features;

/// A pasted text, split into lines and measured.
#[derive(Clone, Debug)]
pub struct MeasuredText {
    lines: Vec<TextLine>,
    features: Vec<LineFeatures>,
}

impl MeasuredText {
    /// Splits and measures a text. Dates after `today` are not recognised as dates.
    pub fn new(text: &str, today: Date) -> Self {
        let lines = split_lines(text);
        let features = measure_lines(&lines, today);
        Self { lines, features }
    }

    /// The lines, without bullets and with single spaces.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(|line| line.text.as_str())
    }

    /// What the classifier sees of each line.
    pub fn feature_vectors(&self) -> impl Iterator<Item = [f32; N_FEATURES]> {
        window_features::feature_vectors(&self.lines, &self.features)
    }

    /// For each line, whether an import with this classifier would keep it as part of the article.
    pub fn choose_lines(&self, classifier: &LineClassifier) -> Vec<bool> {
        choose_lines(&self.lines, &self.features, classifier)
    }
}

/// The names of the features, in the order of the numbers in a feature vector.
pub fn feature_names() -> impl Iterator<Item = &'static str> {
    window_features::feature_names()
}
