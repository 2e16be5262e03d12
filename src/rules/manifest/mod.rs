//! Area 01: the manifest, `okh.toml`, and `fab.toml` beside it.

mod places;

super::rules![
    missing_manifest,
    unreadable_manifest,
    missing_field,
    unknown_field,
    outdated_manifest,
    invalid_value,
    placeholder_value,
    repo_differs,
    version_not_semver,
    contradicts_measurement,
    overclaimed_readiness,
    duplicate_key,
    unused_allow,
    version_differs_from_tag,
    copied_value,
];
