//! What a check is for: a purpose is a table of rule, severity and the clause it comes from.

use crate::diag::Severity;

/// What a check is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purpose {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it means, in one line.
    pub summary: &'static str,
    /// The findings whose severity it changes.
    pub table: &'static [Clause],
    /// Whether only the rules of the table are judged: the run then answers one question and no
    /// other, and nothing is measured for it.
    pub only_table: bool,
}

/// One row of a purpose: findings of `rule` get `severity`, because of `clause`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clause {
    /// The rule's code.
    pub rule: &'static str,
    /// The severity that its findings get.
    pub severity: Severity,
    /// Where that is asked for.
    pub clause: &'static str,
}

const fn raise(rule: &'static str, severity: Severity, clause: &'static str) -> Clause {
    Clause {
        rule,
        severity,
        clause,
    }
}

/// Work in progress.
pub static DRAFT: Purpose = Purpose {
    name: "draft",
    summary: "work in progress: every finding has its own severity",
    table: &[],
    only_table: false,
};

/// Before a release is shared.
pub static PUBLISH: Purpose = Purpose {
    name: "publish",
    summary: "before a release is shared: it must be open, complete and readable",
    table: &[
        raise(
            "FC0101",
            Severity::Error,
            "a release is identified by its manifest",
        ),
        raise(
            "FC0109",
            Severity::Error,
            "releases of the index are ordered by semantic version",
        ),
        raise(
            "FC0203",
            Severity::Warning,
            "OSHWA Open Source Hardware Definition 1.0, clause 1",
        ),
    ],
    only_table: false,
};

/// Compliance with the REUSE specification: what `reuse lint` judges, and nothing else.
pub static REUSE: Purpose = Purpose {
    name: "reuse",
    summary: "the REUSE specification 3.3 and nothing else: every file states its licence and copyright",
    table: &[
        raise(
            "FC0312",
            Severity::Error,
            "REUSE 3.3, Copyright and Licensing Information: each covered file has licensing information",
        ),
        raise(
            "FC0313",
            Severity::Error,
            "REUSE 3.3, Copyright and Licensing Information: each covered file has copyright notices",
        ),
        raise(
            "FC0314",
            Severity::Error,
            "REUSE 3.3, License Files: a project includes a file for every licence that it states",
        ),
        raise(
            "FC0315",
            Severity::Error,
            "REUSE 3.3, License Files: a project includes no licence under which none of its files are",
        ),
        raise(
            "FC0316",
            Severity::Error,
            "REUSE 3.3, License Files: a licence file is named by its SPDX identifier, with an extension",
        ),
        raise(
            "FC0317",
            Severity::Error,
            "REUSE 3.3, Format of Licensing Information: a valid SPDX licence expression",
        ),
        raise(
            "FC0318",
            Severity::Error,
            "REUSE 3.3, REUSE.toml, and DEP5: never both",
        ),
        raise(
            "FC0319",
            Severity::Error,
            "REUSE 3.3, Copyright and Licensing Information: it cannot be found in a file that cannot be read",
        ),
    ],
    only_table: true,
};

/// Before the certification mark of the Open Source Hardware Association is asked for.
pub static OSHWA: Purpose = Purpose {
    name: "oshwa",
    summary: "the Open Source Hardware Definition 1.0, as far as files can tell",
    table: &[
        raise(
            "FC0203",
            Severity::Error,
            "OSHWA Open Source Hardware Definition 1.0, clause 1: design files in the preferred format \
             for making changes",
        ),
        raise(
            "FC0206",
            Severity::Warning,
            "OSHWA Open Source Hardware Definition 1.0, clause 1: modification must be practical; best \
             practices: original files that free software can open",
        ),
        raise(
            "FC0211",
            Severity::Warning,
            "OSHWA Open Source Hardware Definition 1.0, clause 1: documentation; best practices: \
             instructions",
        ),
        raise(
            "FC0304",
            Severity::Error,
            "OSHWA Open Source Hardware Definition 1.0, clause 9: the licence goes with the work",
        ),
        raise(
            "FC0309",
            Severity::Error,
            "OSHWA Open Source Hardware Definition 1.0, clause 4: derived works under the same licence",
        ),
        raise(
            "FC0310",
            Severity::Error,
            "OSHWA Open Source Hardware Definition 1.0, clause 6: attribution",
        ),
        raise(
            "FC0405",
            Severity::Error,
            "OSHWA Open Source Hardware Definition 1.0, clauses 2 and 4: what is released must be open",
        ),
    ],
    only_table: false,
};

/// Before conformity with DIN SPEC 3105-1 is assessed.
pub static DIN_3105: Purpose = Purpose {
    name: "din-3105",
    summary: "DIN SPEC 3105-1 on technical documentation, as far as files can tell",
    table: &[
        raise(
            "FC0101",
            Severity::Error,
            "DIN SPEC 3105-1:2020-09, identification: name, version, licence and holder are stated",
        ),
        raise(
            "FC0109",
            Severity::Warning,
            "DIN SPEC 3105-1:2020-09, identification: every release of the documentation has a version",
        ),
        raise(
            "FC0203",
            Severity::Error,
            "DIN SPEC 3105-1:2020-09, rights of use: files in the format they are edited in",
        ),
        raise(
            "FC0204",
            Severity::Error,
            "DIN SPEC 3105-1:2020-09, completeness: everything that making the piece needs",
        ),
        raise(
            "FC0206",
            Severity::Warning,
            "DIN SPEC 3105-1:2020-09, accessibility: a format that the recipients can open",
        ),
        raise(
            "FC0210",
            Severity::Error,
            "DIN SPEC 3105-1:2020-09, accessibility: the documentation has an entrance",
        ),
        raise(
            "FC0211",
            Severity::Error,
            "DIN SPEC 3105-1:2020-09, completeness: making and assembly",
        ),
        raise(
            "FC0304",
            Severity::Error,
            "DIN SPEC 3105-1:2020-09, rights of use: the licence is given with the documentation",
        ),
        raise(
            "FC0501",
            Severity::Error,
            "DIN SPEC 3105-1:2020-09, completeness: a bill of materials",
        ),
        raise(
            "FC0503",
            Severity::Error,
            "DIN SPEC 3105-1:2020-09, completeness: a bill of materials with quantities",
        ),
        raise(
            "FC0507",
            Severity::Error,
            "DIN SPEC 3105-1:2020-09, completeness: components that can be obtained from what is said",
        ),
        raise(
            "FC0511",
            Severity::Error,
            "DIN SPEC 3105-1:2020-09, completeness: the bill of materials lists all components",
        ),
    ],
    only_table: false,
};

/// Every purpose, in the order help shows them.
pub static PURPOSES: [&Purpose; 5] = [&DRAFT, &PUBLISH, &OSHWA, &DIN_3105, &REUSE];

impl Purpose {
    /// The purpose of this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        PURPOSES
            .iter()
            .copied()
            .find(|purpose| purpose.name == name)
    }

    /// The severity that findings of the rule with this code get, if the purpose changes it.
    pub fn severity(&self, code: &str) -> Option<Severity> {
        self.clause(code).map(|clause| clause.severity)
    }

    /// The row about the rule with this code.
    pub fn clause(&self, code: &str) -> Option<&'static Clause> {
        self.table.iter().find(|clause| clause.rule == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_names_a_rule_and_its_clause() {
        for purpose in PURPOSES {
            for clause in purpose.table {
                assert!(
                    crate::rules::find(clause.rule).is_some(),
                    "{}: {}",
                    purpose.name,
                    clause.rule
                );
                assert!(!clause.clause.is_empty());
            }
        }
    }
}
