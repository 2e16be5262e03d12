//! Area: files.

mod support;

pub(crate) use support::{in_fab, in_manifest, is_package, listed, references};

crate::rules::rules![
    missing_file,
    wrong_case,
    no_editable_source,
    no_export,
    stale_export,
    proprietary_source,
    mislabelled_file,
    orphan_mesh,
    unportable_path,
    missing_readme,
    missing_instructions,
    stray_file,
    quantity_in_name_differs,
    exports_differ,
    dead_link,
];
