//! What both import and the site must know of formulas in TeX.

/// Whether a formula could overflow the stack: the converter recurses for each level.
pub fn nests_too_deep(latex: &str) -> bool {
    let (mut depth, mut deepest, mut commands) = (0usize, 0usize, 0usize);
    for byte in latex.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'\\' => commands += 1,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    // A command may take the next one as its argument without a brace between them.
    deepest > 100 || commands > 800
}
