//! The machine library and what names its machines.

use fabcommons::machine::{
    Bed, Kind, Library, Machine, SelectError, json_schema, read as read_profile,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn library() -> &'static Library {
    Library::embedded()
}

fn machine(id: &str) -> &'static Machine {
    library().find(id).unwrap_or_else(|error| panic!("{error}"))
}

fn select(selector: &str) -> Result<Vec<String>, SelectError> {
    let selected = library().select(selector, Path::new("."))?;
    Ok(selected
        .iter()
        .map(fabcommons::machine::Selected::label)
        .collect())
}

#[test]
fn the_library_has_as_many_machines_as_were_counted() {
    let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
    for machine in library().machines() {
        *kinds.entry(machine.kind).or_default() += 1;
    }
    let counted = [
        (Kind::Fff, 610),
        (Kind::Resin, 20),
        (Kind::Mill, 31),
        (Kind::Laser, 15),
    ];
    assert_eq!(kinds, BTreeMap::from(counted));
    // The generic machine is nobody's.
    assert_eq!(library().ids().len(), 610 + 20 + 31 + 15 + 1);
}

#[test]
fn every_profile_is_without_problem() {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/machines");
    let schema = jsonschema::validator_for(&json_schema()).expect("the schema is one");
    for entry in std::fs::read_dir(directory).expect("the library lies there") {
        let path = entry.expect("it can be listed").path();
        if ["materials", "processes"]
            .iter()
            .any(|other| path.file_stem() == Some(other.as_ref()))
        {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("it can be read");
        let reading = read_profile(&text);
        assert_eq!(reading.problems, [], "{}", path.display());
        let value: serde_json::Value = toml::from_str(&text).expect("it is TOML");
        let wrong: Vec<String> = schema.iter_errors(&value).map(|e| e.to_string()).collect();
        assert_eq!(wrong, [""; 0], "{}", path.display());
        assert!(
            reading
                .machines
                .iter()
                .all(|machine| !machine.vendor.is_empty())
        );
    }
}

#[test]
fn well_known_machines_have_their_volumes() {
    for (id, size, height) in [
        ("prusa-mini", [180.0, 180.0], 180.0),
        ("prusa-mk4s", [250.0, 210.0], 220.0),
        ("prusa-mk3s", [250.0, 210.0], 210.0),
        ("prusa-xl", [360.0, 360.0], 360.0),
        ("prusa-core-one", [250.0, 220.0], 270.0),
        ("bambu-x1c", [256.0, 256.0], 250.0),
        ("bambu-a1-mini", [180.0, 180.0], 180.0),
        ("creality-ender-3", [220.0, 220.0], 250.0),
        ("creality-k1", [220.0, 220.0], 250.0),
        ("voron-0", [120.0, 120.0], 120.0),
        ("voron-2-4-350", [350.0, 350.0], 325.0),
        ("ultimaker-s5", [330.0, 240.0], 300.0),
        ("sovol-sv06", [220.0, 220.0], 250.0),
        ("ankermake-m5", [235.0, 235.0], 250.0),
        ("elegoo-mars-3", [143.43, 89.6], 175.0),
        ("generic-fff", [220.0, 220.0], 250.0),
    ] {
        let machine = machine(id);
        assert_eq!(machine.bed.extent(), size, "{id}");
        assert_eq!(machine.height, Some(height), "{id}");
        assert!(!machine.source.is_empty(), "{id}");
    }
    assert_eq!(
        machine("bambu-x1c").advertised.and_then(|a| a.height),
        Some(256.0)
    );
    assert_eq!(machine("bambu-x1c").bed.exclude().len(), 1);
    assert_eq!(
        machine("anycubic-kossel-linear-plus").bed,
        Bed::circle(230.0)
    );
    // Facts that nobody stated, or stated as 0, are unknown.
    assert_eq!(machine("genmitsu-3018").height, None);
    let taz = machine("lulzbot-taz-6-aero")
        .fff
        .as_ref()
        .expect("it prints filament");
    assert_eq!((taz.layer_min(), taz.layer_max()), (Some(0.07), None));
    assert_eq!(machine("peopoly-moai").kind, Kind::Resin);
}

#[test]
fn machines_have_many_names() {
    for (name, id) in [
        ("mk4s", "prusa-mk4s"),
        ("Original Prusa MK4S", "prusa-mk4s"),
        ("prusa-original-prusa-mk4s-mmu3", "prusa-mk4s"),
        ("Prusa_Mini", "prusa-mini"),
        ("MK3S+", "prusa-mk3s"),
        ("ender3", "creality-ender-3"),
        ("Ender-3 V2", "creality-ender-3-v2"),
        ("creality3d-creality-ender-3", "creality-ender-3"),
        ("voron-2.4-300", "voron-2-4-300"),
        ("vorondesign-voron-0", "voron-0"),
        ("x1c", "bambu-x1c"),
        ("k1", "creality-k1"),
        ("generic", "generic-fff"),
    ] {
        match library().find(name) {
            Ok(machine) => assert_eq!(machine.id, id, "{name}"),
            Err(error) if name.starts_with("Original") => {
                assert_eq!(error.nearest.first().map(String::as_str), Some(id));
            }
            Err(error) => panic!("{error}: {:?}", error.nearest),
        }
    }
}

#[test]
fn a_name_that_is_not_found_gets_the_nearest() {
    let nearest = |name: &str| library().find(name).expect_err("it is misspelt").nearest;
    assert_eq!(
        nearest("prusa-mk4z").first().map(String::as_str),
        Some("prusa-mk4")
    );
    assert!(nearest("vorn-0").contains(&"voron-0".to_owned()));
    assert!(
        nearest("trident")
            .iter()
            .all(|id| id.starts_with("voron-trident"))
    );
    assert_eq!(nearest("#"), [""; 0]);
    assert_eq!(nearest(""), [""; 0]);
    let error = library()
        .select("prusa-mk4z", Path::new("."))
        .expect_err("misspelt");
    assert_eq!(error.to_string(), "no machine is called `prusa-mk4z`");
    assert!(
        error
            .help()
            .is_some_and(|help| help.starts_with("did you mean `prusa-mk4`"))
    );
}

#[test]
fn searching_takes_every_word() {
    let ids = |text: &str| -> Vec<&str> {
        library()
            .search(text)
            .iter()
            .map(|m| m.id.as_str())
            .collect()
    };
    assert_eq!(ids("trident 300"), ["voron-trident-300"]);
    assert!(ids("creality ender").len() > 20);
    assert_eq!(ids("nothing is called this"), [""; 0]);
    assert_eq!(ids("").len(), library().ids().len());
}

#[test]
fn patterns_kinds_and_all_select_many() {
    let prusa = select("prusa-*").expect("there are some");
    assert!(prusa.len() > 15 && prusa.contains(&"prusa-mk4s".to_owned()));
    let unique: BTreeSet<&String> = prusa.iter().collect();
    assert_eq!(unique.len(), prusa.len());
    assert_eq!(select("voron-trident-*").expect("three").len(), 3);
    assert_eq!(select("all").expect("all").len(), 676);
    assert_eq!(select("mill").expect("31").len(), 31);
    assert_eq!(select("FFF").expect("610").len(), 610);
    assert!(matches!(
        select("nobody-*"),
        Err(SelectError::NoMatch { .. })
    ));
    assert!(matches!(
        select("prusa-[*"),
        Err(SelectError::BadPattern { .. })
    ));
}

#[test]
fn options_set_a_machine_up() {
    let selected = library()
        .select(
            "mk4s:nozzle=0.6,layer=0.3,line-width=0.65,material=PETG",
            Path::new("."),
        )
        .expect("it takes them");
    let [one] = &selected[..] else {
        panic!("one machine expected")
    };
    assert_eq!(
        one.label(),
        "prusa-mk4s:nozzle=0.6,layer=0.3,line-width=0.65,material=PETG"
    );
    assert_eq!(
        one.machine.fff.as_ref().and_then(|fff| fff.nozzle),
        Some(0.6)
    );
    assert_eq!(one.options.material.as_deref(), Some("PETG"));

    let error = select("mk4s:nozzle=0.7").expect_err("no such nozzle");
    assert_eq!(
        error.to_string(),
        "prusa-mk4s takes no 0.7 mm nozzle, but 0.25, 0.3, 0.4, 0.5, 0.6, 0.8 mm"
    );
    let error = select("mk4s:layer=2").expect_err("no such layer");
    assert_eq!(
        error.to_string(),
        "prusa-mk4s prints layers of 0.05 to 0.6 mm, not of 2 mm"
    );
    let error = select("mk4s:nozzel=0.6").expect_err("misspelt");
    assert_eq!(error.help().as_deref(), Some("did you mean `nozzle`?"));
    let error = select("shapeoko-3:nozzle=0.4").expect_err("a mill");
    assert_eq!(
        error.to_string(),
        "`nozzle` does not apply to shapeoko-3: its kind is mill"
    );
    // Of many, those that can be set up so.
    let some = select("voron-*:nozzle=1.2").expect("some take it");
    assert!(!some.is_empty() && some.len() < select("voron-*").expect("all").len());
    assert!(matches!(
        select("voron-*:nozzle=7"),
        Err(SelectError::NoSuchNozzle { .. })
    ));
}

#[test]
fn a_file_of_ones_own_is_named_by_its_path() {
    let directory = tempfile::tempdir().expect("a place to write");
    let write = |name: &str, text: &str| {
        std::fs::write(directory.path().join(name), text).expect("it can be written");
    };
    write(
        "lab.toml",
        "[[machine]]\nid = \"mine\"\nname = \"Mine\"\nkind = \"FFF\"\nsource = \"measured\"\n\
         bed = { shape = \"polygon\", points = [[0, 0], [100, 0], [50, 90]] }\n",
    );
    write("bad.toml", "[[machine]]\nid = \"mine\"\nnozle = 0.4\n");
    write("printer.json", "{}");
    let select = |selector: &str| library().select(selector, directory.path());
    let mine = select("./lab.toml:nozzle=0.5").expect("it is right");
    assert_eq!(mine[0].label(), "mine:nozzle=0.5");
    assert_eq!(mine[0].machine.bed.extent(), [100.0, 90.0]);
    match select("bad.toml").expect_err("two problems") {
        SelectError::BadProfile {
            problems,
            source_text,
        } => {
            assert_eq!(problems.len(), 2);
            let unknown = problems.iter().find_map(|problem| {
                let span = problem.span.clone()?;
                (&source_text.text[span] == "nozle").then(|| problem.to_string())
            });
            assert_eq!(unknown.as_deref(), Some("unknown key `nozle`"));
        }
        other => panic!("{other}"),
    }
    assert!(matches!(
        select("none.toml"),
        Err(SelectError::Unreadable { .. })
    ));
    assert!(matches!(
        select("./printer.json"),
        Err(SelectError::NotAProfile { .. })
    ));
    assert!(matches!(select("./"), Err(SelectError::NotAProfile { .. })));
}

#[test]
fn equal_machines_are_judged_once() {
    let [a, b] = [machine("prusa-mk4"), machine("prusa-mk4s")];
    assert_eq!(a.judging_key(), b.judging_key());
    let keys: BTreeSet<_> = library().machines().map(Machine::judging_key).collect();
    let beds: BTreeSet<_> = library().machines().map(Machine::bed_key).collect();
    assert!(beds.len() < keys.len() && keys.len() < 676);
    // A key tells everything apart that a rule may see.
    let mut other = a.clone();
    other.height = Some(219.0);
    assert_ne!(a.judging_key(), other.judging_key());
    assert_ne!(a.bed_key(), other.bed_key());
}
