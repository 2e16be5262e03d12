//! One request, and what its failure means.

use super::answer::Reach;
use reqwest::StatusCode;
use std::error::Error;
use std::time::{Duration, SystemTime};

/// What a failed request says of the address.
pub(super) fn meaning(error: &reqwest::Error) -> Reach {
    if error.is_timeout() {
        return Reach::Timeout;
    }
    of_causes(error.source())
}

fn of_causes(mut cause: Option<&(dyn Error + 'static)>) -> Reach {
    let mut looked_up = false;
    while let Some(error) = cause {
        let text = error.to_string();
        looked_up |= text.contains("dns error") || text.contains("lookup address");
        // "Try again later" is about the way to the name; these are about the name.
        let unknown = [
            "not known",
            "No such host",
            "nodename nor servname",
            "No address associated",
            "Non-existent domain",
        ];
        if looked_up && unknown.iter().any(|words| text.contains(words)) {
            return Reach::NoSuchHost;
        }
        if error.is::<rustls::Error>() || text.contains("certificate") {
            return Reach::Tls;
        }
        if error
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::TimedOut)
        {
            return Reach::Timeout;
        }
        cause = error.source();
    }
    Reach::NoConnection
}

/// What a status that is no redirect says of the address.
pub(super) fn verdict(status: StatusCode, url: &str, moved: bool) -> Reach {
    let number = status.as_u16();
    match number {
        200..=299 | 304 => Reach::Reachable {
            url: url.to_owned(),
            moved,
        },
        404 | 410 => Reach::Gone { status: number },
        400..=499 => Reach::Refused { status: number },
        _ => Reach::ServerError { status: number },
    }
}

/// Whether a server asks to come back later.
pub(super) fn is_busy(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
    )
}

/// How long a server asks to be left alone: seconds, or a date.
pub(super) fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let at = seconds_of(value)?;
    let now = now.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs();
    Some(Duration::from_secs(at.saturating_sub(now)))
}

/// The seconds since 1970 of an HTTP date as RFC 9110 wants it sent: `Sun, 06 Nov 1994 08:49:37 GMT`.
fn seconds_of(date: &str) -> Option<u64> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let mut words = date.split_once(", ")?.1.split(' ');
    let day: u64 = words.next()?.parse().ok()?;
    let month = words.next()?;
    let month = MONTHS.iter().position(|name| *name == month)? as u64 + 1;
    let year: u64 = words.next()?.parse().ok()?;
    let mut time = words
        .next()?
        .split(':')
        .map(|part| part.parse::<u64>().ok());
    let (hours, minutes, seconds) = (time.next()??, time.next()??, time.next()??);
    if !(1970..=9999).contains(&year) || !(1..=31).contains(&day) || hours > 24 || minutes > 60 {
        return None;
    }
    // Days from the civil calendar: years begin in March, so that the leap day is the last.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 1;
    let days = days.checked_sub(719_468)?;
    Some(days * 86_400 + hours * 3600 + minutes * 60 + seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_ask_for_patience_in_seconds_or_by_date() {
        // RFC 9110, section 5.6.7, gives the date; its second count is a known one.
        assert_eq!(
            seconds_of("Sun, 06 Nov 1994 08:49:37 GMT"),
            Some(784_111_777)
        );
        assert_eq!(seconds_of("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(
            seconds_of("Thu, 29 Feb 2024 12:00:00 GMT"),
            Some(1_709_208_000)
        );
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_770);
        for (value, seconds) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(7)),
            ("Sun, 06 Nov 1994 08:49:00 GMT", Some(0)),
            ("soon", None),
            ("-1", None),
            ("Sun, 99 Nov 99999999 08:49:37 GMT", None),
            ("Sun, 06 Nov 0000 08:49:37 GMT", None),
        ] {
            assert_eq!(
                retry_after(value, now),
                seconds.map(Duration::from_secs),
                "{value}"
            );
        }
    }

    /// An error with another behind it, as the layers of a client nest them.
    #[derive(Debug, thiserror::Error)]
    #[error("{0}")]
    struct Layer(&'static str, #[source] Option<Box<Layer>>);

    #[test]
    fn a_name_that_is_unknown_is_told_from_a_way_that_is_blocked() {
        let of = |messages: &[&'static str]| {
            let error = messages
                .iter()
                .rev()
                .fold(None, |inner, text| Some(Box::new(Layer(text, inner))));
            let error = error.expect("a message");
            of_causes(Some(error.as_ref()))
        };
        let lookup = "failed to lookup address information: ";
        for (unknown, reach) in [
            ("Name or service not known", Reach::NoSuchHost),
            (
                "nodename nor servname provided, or not known",
                Reach::NoSuchHost,
            ),
            ("No address associated with hostname", Reach::NoSuchHost),
            ("Temporary failure in name resolution", Reach::NoConnection),
        ] {
            let inner = format!("{lookup}{unknown}").leak();
            assert_eq!(of(&["client error (Connect)", "dns error", inner]), reach);
        }
        assert_eq!(
            of(&[
                "client error (Connect)",
                "invalid peer certificate: Expired"
            ]),
            Reach::Tls
        );
        assert_eq!(
            of(&[
                "client error (Connect)",
                "tcp connect error",
                "Connection refused"
            ]),
            Reach::NoConnection
        );
        // Only of a name can it be said that it is not known.
        assert_eq!(of(&["error: protocol not known"]), Reach::NoConnection);
    }

    #[test]
    fn a_status_means_what_it_says() {
        let of = |status: u16| verdict(StatusCode::from_u16(status).expect("a status"), "u", false);
        assert!(of(200).is_reachable() && of(206).is_reachable());
        assert_eq!(of(404), Reach::Gone { status: 404 });
        assert_eq!(of(410), Reach::Gone { status: 410 });
        assert_eq!(of(451), Reach::Refused { status: 451 });
        assert_eq!(of(500), Reach::ServerError { status: 500 });
        assert_eq!(of(999), Reach::ServerError { status: 999 });
    }
}
