//! [`LineClassifier`]: how likely a line of pasted text belongs to the article, by a forest of
//! small decision trees.
//!
//! The trees are data: `data/line_classifier.txt`, which says where they come from and which can be
//! rebuilt with `examples/train_line_classifier.rs`. The file is read once, when the first text is
//! imported, which takes 0.4 ms.
//!
//! It must not depend on how features are measured, only on their names.

use std::fmt::Write as _;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::window_features::{N_FEATURES, feature_names};

/// A forest of decision trees. A tree asks questions of the form *feature ≤ threshold* and adds the
/// number of the leaf that it arrives at.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct LineClassifier {
    /// The log odds before anything is known about a line.
    base: f32,
    /// The index of each tree's first node.
    roots: Vec<usize>,
    nodes: Vec<TreeNode>,
}

/// A node of a decision tree. If the answer to a question is yes, the next node in the list
/// follows.
#[derive(Clone, Copy, PartialEq, Debug)]
enum TreeNode {
    /// Is the feature at most the threshold? If not, continue at the given node.
    Question { feature: usize, threshold: f32, greater: usize },
    /// Add this to the log odds.
    Leaf(f32),
}

/// A tree that a training program has built.
#[derive(Clone, PartialEq, Debug)]
pub enum DecisionTree {
    /// Is the feature (an index into the feature names) at most the threshold?
    Question {
        /// The index of the feature.
        feature: usize,
        /// The threshold.
        threshold: f32,
        /// The node that follows if it is.
        at_most: Box<DecisionTree>,
        /// The node that follows if it is not.
        greater: Box<DecisionTree>,
    },
    /// What is added to the log odds.
    Leaf(f32),
}

impl LineClassifier {
    /// The classifier that imports use.
    pub fn bundled() -> &'static Self {
        static BUNDLED: LazyLock<LineClassifier> = LazyLock::new(|| {
            LineClassifier::parse(include_str!("../../data/line_classifier.txt"))
                .expect("a test parses the bundled classifier")
        });
        &BUNDLED
    }

    /// A classifier of these trees.
    pub fn new(base: f32, trees: &[DecisionTree]) -> Self {
        let mut classifier = Self { base, ..Self::default() };
        for tree in trees {
            classifier.roots.push(classifier.nodes.len());
            classifier.push(tree);
        }
        classifier
    }

    /// Depth is bounded by the training program.
    fn push(&mut self, tree: &DecisionTree) {
        match tree {
            DecisionTree::Leaf(value) => self.nodes.push(TreeNode::Leaf(*value)),
            DecisionTree::Question { feature, threshold, at_most, greater } => {
                let question = self.nodes.len();
                self.nodes.push(TreeNode::Leaf(0.0));
                self.push(at_most);
                self.nodes[question] = TreeNode::Question {
                    feature: *feature,
                    threshold: *threshold,
                    greater: self.nodes.len(),
                };
                self.push(greater);
            }
        }
    }

    /// The log odds that a line with these features belongs to the article.
    pub fn log_odds(&self, features: &[f32; N_FEATURES]) -> f32 {
        self.roots.iter().map(|root| self.leaf(*root, features)).sum::<f32>() + self.base
    }

    fn leaf(&self, root: usize, features: &[f32; N_FEATURES]) -> f32 {
        let mut at = root;
        loop {
            match self.nodes[at] {
                TreeNode::Leaf(value) => return value,
                TreeNode::Question { feature, threshold, .. } if features[feature] <= threshold => {
                    at += 1;
                }
                TreeNode::Question { greater, .. } => at = greater,
            }
        }
    }

    /// Reads a classifier.
    ///
    /// Each node is a line; indentation is for readers only. After a question (`prose <= 0.7`)
    /// comes the tree for yes, then the tree for no. A leaf is `add 0.1`, a tree begins with
    /// `tree`, and the first line is `base -0.5`. Lines that begin with `#` are comments.
    ///
    /// # Errors
    /// If a line is not understood or a tree is not complete; the message names the line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let indices: FxHashMap<&str, usize> =
            feature_names().enumerate().map(|(index, name)| (name, index)).collect();
        let mut classifier = Self::default();
        // Questions of the current tree that have fewer than two answers so far.
        let mut open: Vec<usize> = Vec::new();
        let mut in_tree = false;
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let error = |what: &str| format!("line {}: {what}", number + 1);
            let parse = |number: &str| {
                number.parse::<f32>().map_err(|_| error(&format!("`{number}` is not a number")))
            };
            if let Some(base) = line.strip_prefix("base ") {
                classifier.base = parse(base)?;
            } else if line == "tree" {
                if in_tree {
                    return Err(error("the tree before is not complete"));
                }
                in_tree = true;
                classifier.roots.push(classifier.nodes.len());
            } else if !in_tree {
                return Err(error("a node outside of a tree"));
            } else if let Some(value) = line.strip_prefix("add ") {
                classifier.nodes.push(TreeNode::Leaf(parse(value)?));
                in_tree = classifier.close_answered(&mut open);
            } else if let Some((name, threshold)) = line.split_once(" <= ") {
                let feature = *indices
                    .get(name)
                    .ok_or_else(|| error(&format!("unknown feature `{name}`")))?;
                open.push(classifier.nodes.len());
                let threshold = parse(threshold)?;
                classifier.nodes.push(TreeNode::Question { feature, threshold, greater: 0 });
            } else {
                return Err(error("neither a question nor a leaf"));
            }
        }
        if in_tree { Err("the last tree is not complete".to_owned()) } else { Ok(classifier) }
    }

    /// After a leaf: completes the answers of the questions above it. Returns whether the tree
    /// continues.
    fn close_answered(&mut self, open: &mut Vec<usize>) -> bool {
        while let Some(question) = open.last() {
            let next = self.nodes.len();
            match &mut self.nodes[*question] {
                // The answer for yes is complete: that for no begins at the next node.
                TreeNode::Question { greater, .. } if *greater == 0 => {
                    *greater = next;
                    return true;
                }
                _ => open.pop(),
            };
        }
        false
    }

    /// Writes the classifier as `parse` reads it.
    pub fn to_text(&self) -> String {
        let names: Vec<&str> = feature_names().collect();
        let mut text = format!("base {}\n", self.base);
        for root in &self.roots {
            text.push_str("tree\n");
            // The nodes to write, with their depth; the last one is next.
            let mut pending = vec![(*root, 1)];
            while let Some((at, depth)) = pending.pop() {
                text.push_str(&"  ".repeat(depth));
                let _ = match self.nodes[at] {
                    TreeNode::Leaf(value) => writeln!(text, "add {value}"),
                    TreeNode::Question { feature, threshold, greater } => {
                        pending.push((greater, depth + 1));
                        pending.push((at + 1, depth + 1));
                        writeln!(text, "{} <= {threshold}", names[feature])
                    }
                };
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::{DecisionTree, LineClassifier};
    use crate::text::window_features::N_FEATURES;

    const TEXT: &str = "# A comment.\nbase -0.5\ntree\n  prose <= 0.7\n    add 1\n    dates <= 2\n      add 2\n      add 4\ntree\n  add 0.25\n";

    #[test]
    fn a_tree_asks_and_adds() {
        let classifier = LineClassifier::parse(TEXT).expect("the text is well-formed");
        let mut features = [0.0; N_FEATURES];
        assert_eq!(classifier.log_odds(&features), 0.75);
        features[2] = 0.9;
        assert_eq!(classifier.log_odds(&features), 1.75);
        features[26] = 3.0;
        assert_eq!(classifier.log_odds(&features), 3.75);
    }

    #[test]
    fn text_and_trees_agree() {
        let classifier = LineClassifier::parse(TEXT).expect("the text is well-formed");
        assert_eq!(classifier.to_text(), TEXT.split_once('\n').expect("a comment comes first").1);
        let dates = DecisionTree::Question {
            feature: 26,
            threshold: 2.0,
            at_most: Box::new(DecisionTree::Leaf(2.0)),
            greater: Box::new(DecisionTree::Leaf(4.0)),
        };
        let prose = DecisionTree::Question {
            feature: 2,
            threshold: 0.7,
            at_most: Box::new(DecisionTree::Leaf(1.0)),
            greater: Box::new(dates),
        };
        assert_eq!(LineClassifier::new(-0.5, &[prose, DecisionTree::Leaf(0.25)]), classifier);
    }

    #[test]
    fn mistakes_are_found() {
        let message = |text: &str| LineClassifier::parse(text).expect_err("the text has a mistake");
        assert_eq!(message("tree\n  prose <= 0.7\n    add 1\n"), "the last tree is not complete");
        assert_eq!(message("tree\n  verse <= 0.7\n"), "line 2: unknown feature `verse`");
        assert_eq!(message("tree\n  prose <= x\n"), "line 2: `x` is not a number");
        assert_eq!(message("tree\nprose <= 1\ntree\n"), "line 3: the tree before is not complete");
        assert_eq!(message("add 1\n"), "line 1: a node outside of a tree");
    }

    #[test]
    fn the_bundled_classifier_is_as_the_training_program_writes_it() {
        let text = include_str!("../../data/line_classifier.txt");
        let classifier = LineClassifier::bundled();
        assert_eq!(classifier.roots.len(), 130);
        let written = classifier.to_text();
        assert!(text.ends_with(&written), "the file differs from what `to_text` writes");
    }
}
