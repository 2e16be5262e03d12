use super::*;
use crate::package::manifest::Field;

fn field(value: &str) -> Field<String> {
    Field {
        value: value.to_owned(),
        span: 0..0,
    }
}

#[test]
fn origins_have_titles() {
    let title_of = |url: &str| {
        title(&Origin {
            url: Some(field(url)),
            ..Origin::default()
        })
    };
    assert_eq!(title_of("https://github.com/ben/old.git"), "old");
    assert_eq!(title_of("https://example.org/a/b/?x=1#y"), "b");
    let design = Origin {
        design: Some(field("ben/old")),
        ..Origin::default()
    };
    assert_eq!(title(&design), "ben/old");
    assert_eq!(title(&Origin::default()), "an origin without address");
}

#[test]
fn ways_between_folders() {
    assert_eq!(relative(Path::new("/a/b"), Path::new("/a/c/d")), "../c/d");
    assert_eq!(relative(Path::new("/a"), Path::new("/a")), ".");
    assert_eq!(relative(Path::new("/a/b"), Path::new("/a")), "..");
}

#[test]
fn names_that_lead_elsewhere_are_not_followed() {
    for design in ["../x", "a/../..", "/etc", "a/b/c", "C:\\x", "", "."] {
        let origin = Origin {
            design: Some(field(design)),
            ..Origin::default()
        };
        assert!(at_hand(Path::new("/tmp"), &origin).is_none(), "{design}");
    }
}
