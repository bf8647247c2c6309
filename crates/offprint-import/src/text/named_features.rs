//! [`named_features!`]: a struct of numbers whose fields are the features of a classifier.
//!
//! The names in data files, the names in the training program and the order of the numbers all come
//! from the one list of fields, so they cannot disagree.

/// Defines a struct whose fields are all `f32`, with the names of the fields in order.
macro_rules! named_features {
    (
        $(#[$outer:meta])*
        $name:ident { $( $(#[$doc:meta])* $field:ident, )* }
    ) => {
        $(#[$outer])*
        #[derive(Clone, Copy, PartialEq, Debug, Default)]
        pub(crate) struct $name {
            $( $(#[$doc])* pub(crate) $field: f32, )*
        }

        impl $name {
            /// The names of the features, in the order of `to_array`.
            pub(crate) const NAMES: [&'static str; [$(stringify!($field)),*].len()] =
                [$(stringify!($field)),*];

            /// The numbers, in the order of `NAMES`.
            pub(crate) fn to_array(self) -> [f32; Self::NAMES.len()] {
                [$(self.$field),*]
            }
        }
    };
}

pub(super) use named_features;
