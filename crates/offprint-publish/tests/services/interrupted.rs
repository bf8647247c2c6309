//! A publication that is interrupted after each of its operations.

use offprint_publish::{FileStore, Target};

use crate::faults::{Fault, FaultyStore};
use crate::support::{
    Files, broken_links, new_site, old_site, options, publish_files, restore, with_retired,
};

/// Interrupts a publication, and a rollback, after each operation (or each `step`th): every page that
/// readers can reach works, the next publication converges, and the previous one can be restored.
/// `reset` brings a target, to which the old site has been published, back to that state.
pub fn check_every_interruption(
    open: &dyn Fn() -> Box<dyn FileStore>,
    reset: &dyn Fn(),
    view: &dyn Fn() -> Files,
    step: usize,
) {
    let target = || Target::Files(open());
    let can_restore = open().can_keep();
    publish_files(&mut target(), &old_site(), &options()).expect("it is published");
    let mut left = 1;
    loop {
        let fault = if left % 2 == 0 { Fault::LostAnswer } else { Fault::Lost };
        reset();
        let mut faulty = Target::Files(Box::new(FaultyStore::new(open(), left, fault)));
        let result = publish_files(&mut faulty, &new_site(), &options());
        drop(faulty);
        assert_eq!(broken_links(&view()), Vec::<String>::new(), "after {left} operations");
        publish_files(&mut target(), &new_site(), &options())
            .unwrap_or_else(|error| panic!("after {left} operations: {error}"));
        assert_eq!(view(), with_retired(new_site()), "after {left} operations");
        if can_restore {
            let mut faulty = Target::Files(Box::new(FaultyStore::new(open(), left, fault)));
            let _ = restore(&mut faulty);
            drop(faulty);
            assert_eq!(broken_links(&view()), Vec::<String>::new(), "rollback, {left} operations");
            // The rollback may have been complete: then it is undone, and done again.
            restore(&mut target()).unwrap_or_else(|error| panic!("rollback, {left}: {error}"));
            if view().contains_key("n1/index.html") {
                restore(&mut target()).unwrap_or_else(|error| panic!("rollback, {left}: {error}"));
            }
            let restored = view();
            for (path, bytes) in old_site() {
                assert_eq!(restored.get(&path), Some(&bytes), "rollback, {left}: {path}");
            }
            assert!(!restored.contains_key("n1/index.html"), "rollback, {left} operations");
        }
        if result.is_ok() {
            assert!(left > 20, "only {left} operations");
            return;
        }
        left += step;
    }
}
