//! Licence situations with the answer that the licences themselves give: written from their texts and the
//! published compatibility statements, not from what the program says.

use fabcommons::package::licence::Expression;
use fabcommons::package::licence::compat::{Relation, Ruling, rule};

fn ruling(relation: &str, a: &str, b: &str) -> Ruling {
    let parse = |text: &str| Expression::parse(text).unwrap_or_else(|| panic!("{text}"));
    let relation = Relation::of_word(relation).unwrap_or_else(|| panic!("{relation}"));
    rule(relation, &parse(a), &parse(b))
}

/// Relation, licence of the origin, licence of the whole, verdict (Y, K, C, N, ?, - for unknown), a part of
/// the source (empty: none is named).
type Situation = (&'static str, &'static str, &'static str, char, &'static str);

const ADAPTATIONS: &[Situation] = &[
    // Dedications and licences that ask for notices go under everything.
    ("adaptation", "CC0-1.0", "CERN-OHL-S-2.0", 'Y', "CC0-1.0"),
    ("adaptation", "Unlicense", "GPL-2.0-only", 'Y', "Unlicense"),
    ("adaptation", "0BSD", "TAPR-OHL-1.0", 'Y', "0BSD"),
    ("adaptation", "MIT", "MIT", 'K', "MIT"),
    ("adaptation", "MIT", "CERN-OHL-S-2.0", 'K', "MIT"),
    ("adaptation", "MIT", "CC0-1.0", 'K', "MIT"),
    (
        "adaptation",
        "BSD-3-Clause",
        "AGPL-3.0-or-later",
        'K',
        "BSD",
    ),
    ("adaptation", "ISC", "CERN-OHL-W-2.0", 'K', "ISC"),
    ("adaptation", "MIT", "EUPL-1.2", 'K', "MIT"),
    ("adaptation", "MIT-0", "LicenseRef-Own", 'Y', "MIT-0"),
    // Apache and Solderpad: every way but into version 2 of the GPL.
    (
        "adaptation",
        "Apache-2.0",
        "GPL-3.0-only",
        'K',
        "Apache-2.0 s4",
    ),
    ("adaptation", "Apache-2.0", "GPL-2.0-only", 'N', "OSADL"),
    ("adaptation", "Apache-2.0", "GPL-2.0-or-later", 'N', "OSADL"),
    (
        "adaptation",
        "Apache-2.0 WITH SHL-2.1",
        "CERN-OHL-S-2.0",
        'K',
        "SHL-2.1",
    ),
    (
        "adaptation",
        "Apache-2.0 WITH SHL-2.1",
        "GPL-2.0-only",
        'N',
        "OSADL",
    ),
    (
        "adaptation",
        "CC-BY-4.0",
        "Apache-2.0 WITH SHL-2.1",
        'K',
        "CC-BY-4.0 s3(a)(4)",
    ),
    (
        "adaptation",
        "Apache-2.0 WITH SHL-2.0",
        "CERN-OHL-P-2.0",
        'K',
        "SHL-2.1",
    ),
    // CERN-OHL-P.
    (
        "adaptation",
        "CERN-OHL-P-2.0",
        "CERN-OHL-P-2.0",
        'Y',
        "s3.4",
    ),
    (
        "adaptation",
        "CERN-OHL-P-2.0",
        "CERN-OHL-S-2.0",
        'K',
        "s3.4",
    ),
    ("adaptation", "CERN-OHL-P-2.0", "GPL-2.0-only", '?', "s6.2"),
    (
        "adaptation",
        "CERN-OHL-P-2.0",
        "GPL-2.0-or-later",
        '?',
        "s6.2",
    ),
    (
        "adaptation",
        "CERN-OHL-P-2.0",
        "GPL-3.0-or-later",
        'K',
        "s3.4",
    ),
    // Attribution.
    (
        "adaptation",
        "CC-BY-4.0",
        "CC-BY-4.0",
        'Y',
        "CC-BY-4.0 s3(a)(4)",
    ),
    (
        "adaptation",
        "CC-BY-4.0",
        "CC-BY-SA-4.0",
        'K',
        "CC-BY-4.0 s3(a)(4)",
    ),
    (
        "adaptation",
        "CC-BY-4.0",
        "CC-BY-NC-4.0",
        'K',
        "CC-BY-4.0 s3(a)(4)",
    ),
    (
        "adaptation",
        "CC-BY-3.0",
        "CC-BY-SA-4.0",
        'K',
        "CC-BY-3.0 s4(b)",
    ),
    ("adaptation", "CC-BY-3.0", "GPL-3.0-only", '-', ""),
    // The GNU family: -only against -or-later, LGPL into GPL, GPL into AGPL.
    ("adaptation", "GPL-2.0-only", "GPL-2.0-only", 'Y', "OSADL"),
    ("adaptation", "GPL-2.0-only", "GPL-3.0-only", 'N', "OSADL"),
    (
        "adaptation",
        "GPL-2.0-only",
        "GPL-2.0-or-later",
        'N',
        "OSADL",
    ),
    (
        "adaptation",
        "GPL-2.0-or-later",
        "GPL-3.0-or-later",
        'Y',
        "OSADL",
    ),
    (
        "adaptation",
        "GPL-2.0-or-later",
        "AGPL-3.0-only",
        'C',
        "s13",
    ),
    (
        "adaptation",
        "GPL-3.0-only",
        "GPL-3.0-or-later",
        'N',
        "GPL-3.0",
    ),
    (
        "adaptation",
        "GPL-3.0-or-later",
        "GPL-3.0-only",
        'Y',
        "GPL-3.0",
    ),
    (
        "adaptation",
        "GPL-3.0-or-later",
        "GPL-2.0-or-later",
        'N',
        "GPL-3.0",
    ),
    (
        "adaptation",
        "GPL-3.0-only",
        "AGPL-3.0-or-later",
        'C',
        "s13",
    ),
    (
        "adaptation",
        "AGPL-3.0-only",
        "GPL-3.0-only",
        'N',
        "AGPL-3.0 s5(c)",
    ),
    (
        "adaptation",
        "LGPL-3.0-only",
        "GPL-3.0-or-later",
        'N',
        "LGPL-3.0",
    ),
    (
        "adaptation",
        "LGPL-3.0-or-later",
        "GPL-3.0-or-later",
        'Y',
        "LGPL-3.0",
    ),
    ("adaptation", "LGPL-3.0-or-later", "MIT", 'N', "LGPL-3.0"),
    (
        "adaptation",
        "LGPL-2.1-only",
        "GPL-2.0-only",
        'Y',
        "LGPL-2.1 s3",
    ),
    ("adaptation", "MPL-2.0", "GPL-3.0-or-later", 'K', "MPL-2.0"),
    (
        "adaptation",
        "GPL-3.0-or-later",
        "CERN-OHL-S-2.0",
        'N',
        "GPL-3.0",
    ),
    // Share-alike of Creative Commons.
    ("adaptation", "CC-BY-SA-3.0", "CC-BY-SA-4.0", 'Y', "s4(b)"),
    (
        "adaptation",
        "CC-BY-SA-4.0",
        "CC-BY-SA-3.0",
        'N',
        "s3(b)(1)",
    ),
    (
        "adaptation",
        "CC-BY-SA-3.0-DE",
        "CC-BY-SA-3.0",
        'Y',
        "s4(b)",
    ),
    ("adaptation", "CC-BY-SA-2.5", "CC-BY-SA-4.0", 'Y', "s4(b)"),
    ("adaptation", "CC-BY-SA-1.0", "CC-BY-SA-4.0", 'N', "s4(b)"),
    ("adaptation", "CC-BY-SA-3.0", "GPL-3.0-only", 'N', "s4(b)"),
    (
        "adaptation",
        "CC-BY-SA-4.0",
        "GPL-3.0-only",
        'Y',
        "2015-10-08",
    ),
    (
        "adaptation",
        "CC-BY-SA-4.0",
        "GPL-3.0-or-later",
        'C',
        "proxy",
    ),
    (
        "adaptation",
        "CC-BY-SA-4.0",
        "CERN-OHL-S-2.0",
        'N',
        "s3(b)(1)",
    ),
    (
        "adaptation",
        "CC-BY-SA-4.0",
        "CC-BY-NC-SA-4.0",
        'N',
        "s3(b)(1)",
    ),
    ("adaptation", "CC-BY-SA-4.0", "MIT", 'N', "s3(b)(1)"),
    // CERN-OHL and TAPR.
    (
        "adaptation",
        "CERN-OHL-1.2",
        "CERN-OHL-S-2.0",
        'Y',
        "s3.4(e)",
    ),
    (
        "adaptation",
        "CERN-OHL-1.2",
        "CERN-OHL-W-2.0",
        '?',
        "s3.4(e)",
    ),
    (
        "adaptation",
        "CERN-OHL-1.1",
        "CERN-OHL-1.2",
        'Y',
        "CERN-OHL-1.1",
    ),
    (
        "adaptation",
        "CERN-OHL-1.2",
        "CERN-OHL-P-2.0",
        'N',
        "CERN-OHL-1.2",
    ),
    (
        "adaptation",
        "CERN-OHL-W-2.0",
        "CERN-OHL-S-2.0",
        'C',
        "s8.3",
    ),
    (
        "adaptation",
        "CERN-OHL-W-2.0",
        "CERN-OHL-W-2.0",
        'Y',
        "CERN-OHL-W",
    ),
    ("adaptation", "CERN-OHL-W-2.0", "MIT", 'N', "CERN-OHL-W"),
    (
        "adaptation",
        "CERN-OHL-S-2.0",
        "CERN-OHL-W-2.0",
        'N',
        "s3.3(d)",
    ),
    (
        "adaptation",
        "CERN-OHL-S-2.0",
        "GPL-3.0-or-later",
        'N',
        "s3.3(d)",
    ),
    ("adaptation", "CERN-OHL-S-2.0", "EUPL-1.2", 'N', "s3.3(d)"),
    ("adaptation", "TAPR-OHL-1.0", "TAPR-OHL-1.0", 'Y', "TAPR"),
    ("adaptation", "TAPR-OHL-1.0", "CERN-OHL-S-2.0", 'N', "TAPR"),
    // Not open.
    (
        "adaptation",
        "CC-BY-NC-4.0",
        "CERN-OHL-P-2.0",
        'N',
        "CC-BY-NC-4.0",
    ),
    (
        "adaptation",
        "CC-BY-NC-SA-4.0",
        "CC-BY-SA-4.0",
        'N',
        "non-commercial",
    ),
    (
        "adaptation",
        "CC-BY-NC-SA-4.0",
        "CC-BY-NC-SA-4.0",
        'K',
        "CC-BY-NC-SA-4.0",
    ),
    ("adaptation", "CC-BY-NC-3.0", "MIT", 'N', "OSHWA"),
    (
        "adaptation",
        "CC-BY-ND-4.0",
        "CC-BY-ND-4.0",
        'N',
        "CC-BY-ND-4.0",
    ),
    (
        "adaptation",
        "CC-BY-ND-3.0",
        "CC-BY-ND-3.0",
        'N',
        "CC-BY-ND-3.0",
    ),
    ("adaptation", "CC-BY-NC-ND-4.0", "CC0-1.0", 'N', "ND"),
    (
        "adaptation",
        "LicenseRef-All-Rights-Reserved",
        "MIT",
        'N',
        "OSHWA",
    ),
    // Not known.
    ("adaptation", "LicenseRef-Own", "MIT", '-', ""),
    ("adaptation", "MIT", "LicenseRef-Own", 'K', "MIT"),
    ("adaptation", "CERN-OHL-S-2.0", "LicenseRef-Own", '-', ""),
    ("adaptation", "OFL-1.1", "GPL-3.0-only", '-', ""),
    ("adaptation", "OFL-1.1", "OFL-1.1", 'Y', "Open Source"),
    ("adaptation", "EPL-2.0", "MIT", 'N', "EPL-2.0"),
    // WITH: exceptions to the GPL are permissions on top.
    (
        "adaptation",
        "GPL-3.0-or-later WITH GPL-3.0-linking-exception",
        "GPL-3.0-only",
        'Y',
        "GPL-3.0",
    ),
    (
        "adaptation",
        "GPL-2.0-only WITH Classpath-exception-2.0",
        "MIT",
        '-',
        "",
    ),
    (
        "adaptation",
        "GPL-3.0-only",
        "GPL-3.0-only WITH GPL-3.0-linking-exception",
        '-',
        "",
    ),
    (
        "adaptation",
        "MIT",
        "GPL-2.0-only WITH Classpath-exception-2.0",
        'K',
        "MIT",
    ),
    (
        "adaptation",
        "GPL-2.0-only WITH Classpath-exception-2.0",
        "GPL-2.0-only WITH Classpath-exception-2.0",
        'Y',
        "Open Source",
    ),
];

const EXPRESSIONS: &[Situation] = &[
    // The recipient takes the alternative that works.
    (
        "adaptation",
        "GPL-2.0-only OR MIT",
        "CERN-OHL-S-2.0",
        'K',
        "MIT",
    ),
    (
        "adaptation",
        "CC-BY-SA-4.0 OR CERN-OHL-S-2.0",
        "CERN-OHL-S-2.0",
        'Y',
        "s3.3(d)",
    ),
    (
        "adaptation",
        "CC-BY-NC-4.0 OR GPL-3.0-only",
        "MIT",
        'N',
        "GPL-3.0",
    ),
    // All must allow.
    (
        "adaptation",
        "MIT AND CC-BY-SA-4.0",
        "CERN-OHL-S-2.0",
        'N',
        "s3(b)(1)",
    ),
    (
        "adaptation",
        "MIT AND CC-BY-4.0",
        "CERN-OHL-S-2.0",
        'K',
        "CC-BY-4.0",
    ),
    (
        "adaptation",
        "MIT AND (GPL-2.0-only OR Apache-2.0)",
        "GPL-3.0-only",
        'K',
        "Apache-2.0",
    ),
    // Each alternative of the whole is offered.
    (
        "adaptation",
        "CERN-OHL-S-2.0",
        "CERN-OHL-S-2.0 OR MIT",
        'N',
        "s3.3(d)",
    ),
    (
        "adaptation",
        "MIT",
        "CERN-OHL-S-2.0 OR GPL-2.0-only",
        'K',
        "MIT",
    ),
    (
        "adaptation",
        "Apache-2.0",
        "MIT OR GPL-2.0-only",
        'N',
        "OSADL",
    ),
    (
        "adaptation",
        "MIT OR Apache-2.0",
        "MIT OR Apache-2.0",
        'K',
        "MIT",
    ),
    // Different parts may be under different licences: only if what comes from the origin stays apart.
    (
        "adaptation",
        "CERN-OHL-S-2.0",
        "CERN-OHL-S-2.0 AND CC-BY-SA-4.0",
        'C',
        "s3.3(d)",
    ),
    (
        "adaptation",
        "CERN-OHL-S-2.0",
        "MIT AND CC-BY-SA-4.0",
        'N',
        "s3.3(d)",
    ),
    (
        "adaptation",
        "MIT",
        "CERN-OHL-S-2.0 AND CC-BY-SA-4.0",
        'K',
        "MIT",
    ),
    (
        "adaptation",
        "CERN-OHL-S-2.0 AND CC-BY-SA-4.0",
        "CERN-OHL-S-2.0 AND CC-BY-SA-4.0",
        'Y',
        "s3.3(d)",
    ),
    ("adaptation", "NOASSERTION", "MIT", '-', ""),
];

const OTHER_RELATIONS: &[Situation] = &[
    // An Available Component keeps its licence inside a CERN-OHL-S product: as source under a compatible
    // licence without more, else only as a part that everybody can get.
    ("component", "CERN-OHL-P-2.0", "CERN-OHL-S-2.0", 'K', "s3.4"),
    (
        "component",
        "CERN-OHL-1.2",
        "CERN-OHL-S-2.0",
        'Y',
        "s3.4(e)",
    ),
    (
        "component",
        "CC-BY-SA-4.0",
        "CERN-OHL-S-2.0",
        'C',
        "s1.7(b)",
    ),
    (
        "component",
        "LGPL-3.0-or-later",
        "CERN-OHL-S-2.0",
        'C',
        "s1.7(b)",
    ),
    ("component", "TAPR-OHL-1.0", "CERN-OHL-S-2.0", '?', "TAPR"),
    // The weak variant takes in any open design.
    (
        "component",
        "CC-BY-SA-4.0",
        "CERN-OHL-W-2.0",
        'K',
        "CC-BY-SA-4.0",
    ),
    (
        "component",
        "GPL-3.0-only",
        "CERN-OHL-W-2.0",
        '?',
        "GPL-3.0 s5",
    ),
    // A strong reciprocal component claims the larger work; a weak one does not.
    ("component", "CERN-OHL-S-2.0", "MIT", 'N', "s3.2"),
    ("component", "CERN-OHL-S-2.0", "CERN-OHL-W-2.0", 'N', "s3.2"),
    (
        "component",
        "CERN-OHL-S-2.0",
        "CERN-OHL-S-2.0",
        'Y',
        "s3.3(d)",
    ),
    ("component", "CERN-OHL-W-2.0", "MIT", 'K', "CERN-OHL-W-2.0"),
    ("component", "CC-BY-SA-4.0", "MIT", 'K', "CC-BY-SA-4.0"),
    // What is not open closes the whole.
    ("component", "CC-BY-NC-4.0", "CERN-OHL-S-2.0", 'N', "OSHWA"),
    ("component", "CC-BY-ND-4.0", "MIT", 'N', "OSHWA"),
    (
        "aggregate",
        "CC-BY-NC-SA-4.0",
        "CERN-OHL-P-2.0",
        'N',
        "OSHWA",
    ),
    (
        "firmware",
        "CC-BY-NC-4.0",
        "CERN-OHL-S-2.0",
        'N',
        "clause 3",
    ),
    (
        "documentation",
        "CC-BY-ND-4.0",
        "CERN-OHL-S-2.0",
        'N',
        "clauses 1",
    ),
    // The rest does not combine.
    (
        "aggregate",
        "GPL-2.0-only",
        "CERN-OHL-S-2.0",
        'K',
        "aggregate",
    ),
    (
        "firmware",
        "GPL-3.0-or-later",
        "CERN-OHL-S-2.0",
        'K',
        "aggregate",
    ),
    ("firmware", "AGPL-3.0-only", "MIT", 'K', "aggregate"),
    (
        "documentation",
        "CC-BY-SA-4.0",
        "CERN-OHL-S-2.0",
        'K',
        "CC-BY-SA-4.0",
    ),
    (
        "documentation",
        "GFDL-1.3-only",
        "TAPR-OHL-1.0",
        'K',
        "CC-BY-SA-4.0",
    ),
    ("firmware", "LicenseRef-Own", "MIT", '-', ""),
    ("component", "LicenseRef-Own", "CERN-OHL-S-2.0", '-', ""),
    ("documentation", "NOASSERTION", "MIT", '-', ""),
    ("component", "NOASSERTION", "MIT", '-', ""),
    // In a closed design nothing more is closed.
    (
        "component",
        "CC-BY-NC-4.0",
        "CC-BY-NC-4.0",
        'K',
        "CC-BY-NC-4.0",
    ),
];

#[test]
fn licence_situations_have_their_answer_and_its_source() {
    let all: Vec<&Situation> = ADAPTATIONS
        .iter()
        .chain(EXPRESSIONS)
        .chain(OTHER_RELATIONS)
        .collect();
    assert!(all.len() >= 60, "{}", all.len());
    let mut wrong = Vec::new();
    for (relation, a, b, letter, source) in &all {
        let ruling = ruling(relation, a, b);
        let told = ruling.source();
        if ruling.verdict.letter() != *letter || !told.contains(source) {
            wrong.push(format!(
                "{relation} {a} under {b}: {} ({told}), expected {letter} ({source}); {:?}",
                ruling.verdict.letter(),
                ruling.reasons
            ));
        }
        // Every answer has a reason, every settled one a source, every conditional one a condition.
        assert!(!ruling.reasons.is_empty(), "{relation} {a} under {b}");
        assert_eq!(
            told.is_empty(),
            ruling.verdict.letter() == '-',
            "{relation} {a} under {b}: {told}"
        );
        assert_eq!(
            ruling.conditions.is_empty(),
            *letter != 'C',
            "{relation} {a} under {b}"
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Every letter and every relation is there.
    for letter in ['Y', 'K', 'C', 'N', '?', '-'] {
        assert!(all.iter().any(|row| row.3 == letter), "{letter}");
    }
    for relation in Relation::ALL {
        assert!(all.iter().any(|row| row.0 == relation.word()));
    }
}

/// Nothing is ever allowed from a licence without derivatives, whatever the other side, and nothing from a
/// share-alike licence under one that gives the share-alike up.
#[test]
fn no_combination_opens_what_is_closed() {
    let ids = |keep: &dyn Fn(&str) -> bool| -> Vec<&'static str> {
        spdx::identifiers::LICENSES
            .iter()
            .filter(|known| {
                !spdx::license_id(known.name).is_none_or(spdx::LicenseId::is_deprecated)
            })
            .map(|known| known.name)
            .filter(|id| keep(id))
            .collect()
    };
    let every = ids(&|_| true);
    for a in ids(&|id| id.contains("-ND-")) {
        for b in &every {
            let ruling = ruling("adaptation", a, b);
            assert_eq!(ruling.verdict.letter(), 'N', "{a} under {b}");
        }
    }
    let share_alike = ids(&|id| {
        [
            "CERN-OHL-S",
            "CERN-OHL-W",
            "CERN-OHL-1",
            "TAPR",
            "CC-BY-SA",
            "GPL-2",
            "GPL-3",
            "AGPL-3",
        ]
        .iter()
        .any(|start| id.starts_with(start))
    });
    for a in &share_alike {
        for b in [
            "MIT",
            "CC0-1.0",
            "Apache-2.0",
            "CERN-OHL-P-2.0",
            "CC-BY-4.0",
            "CC-BY-NC-4.0",
            "ISC",
        ] {
            assert_eq!(
                ruling("adaptation", a, b).verdict.letter(),
                'N',
                "{a} under {b}"
            );
        }
        assert!(
            ruling("adaptation", a, a).verdict.is_allowed(),
            "{a} under itself"
        );
    }
    for b in &every {
        assert_eq!(
            ruling("adaptation", "CC0-1.0", b).verdict.letter(),
            'Y',
            "CC0-1.0 under {b}"
        );
    }
}

/// Long expressions end, and say that they were too long.
#[test]
fn expressions_without_end_are_refused() {
    let long = vec!["MIT"; 500].join(" OR ");
    assert_eq!(ruling("adaptation", &long, "MIT").verdict.letter(), '-');
    let nested = format!("{}MIT{}", "(".repeat(200), ")".repeat(200));
    if let Some(expression) = Expression::parse(&nested) {
        let mit = Expression::parse("MIT").expect("valid");
        assert!(
            rule(Relation::Adaptation, &expression, &mit)
                .verdict
                .is_allowed()
        );
    }
}
