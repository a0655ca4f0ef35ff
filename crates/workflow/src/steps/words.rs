use crate::definition::{Expression, Timer, Trigger};

/// What is waited for, in Vietnamese.
#[must_use]
pub fn trigger(trigger: &Trigger) -> String {
    match trigger {
        Trigger::None => String::new(),
        Trigger::Message(name) => format!("có tin “{name}”"),
        Trigger::Signal(name) => format!("có tín hiệu “{name}”"),
        Trigger::Timer(timer) => timing(timer),
        Trigger::Error(Some(code)) => format!("gặp lỗi “{code}”"),
        Trigger::Error(None) => "gặp lỗi".to_owned(),
        Trigger::Escalation(Some(code)) => format!("báo lên “{code}”"),
        Trigger::Escalation(None) => "báo lên".to_owned(),
        Trigger::Condition(condition) => format!("khi {}", condition.words()),
        Trigger::Link(name) => format!("tiếp từ “{name}”"),
        Trigger::Any(all) => {
            let all: Vec<String> = all.iter().map(self::trigger).collect();
            all.join(" hoặc ")
        }
        Trigger::All(all) => {
            let all: Vec<String> = all.iter().map(self::trigger).collect();
            all.join(" và ")
        }
        Trigger::Compensation => "khi cần bù".to_owned(),
        Trigger::Cancel => "khi giao dịch bị hủy".to_owned(),
    }
}

fn timing(timer: &Timer) -> String {
    let told = |expression: &Expression| {
        let source = expression.words();
        duration(&source).unwrap_or(source)
    };
    match timer {
        Timer::Date(date) => format!("đến {}", date.words()),
        Timer::Duration(length) => format!("sau {}", told(length)),
        Timer::Cycle(cycle) => {
            let source = cycle.words();
            let Some((rounds, length)) = source.strip_prefix('R').and_then(|rest| rest.split_once('/'))
            else {
                return format!("lặp lại theo {source}");
            };
            let length = duration(length).unwrap_or_else(|| length.to_owned());
            match rounds {
                "" => format!("cứ mỗi {length}"),
                rounds => format!("cứ mỗi {length}, {rounds} lần"),
            }
        }
    }
}

/// An ISO 8601 duration in Vietnamese: `P3DT4H` is "3 ngày 4 giờ". None when it is no plain duration.
#[must_use]
pub fn duration(text: &str) -> Option<String> {
    let body = text.trim().strip_prefix('P')?;
    let (days, hours) = body.split_once('T').unwrap_or((body, ""));
    let mut parts = parts(
        days,
        &[('Y', "năm"), ('M', "tháng"), ('W', "tuần"), ('D', "ngày")],
    )?;
    parts.extend(self::parts(hours, &[('H', "giờ"), ('M', "phút"), ('S', "giây")])?);
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// How long something took, in microseconds, to the two largest units: "3 ngày 4 giờ", "25 phút".
#[must_use]
pub fn length(micros: i64) -> String {
    let minutes = micros.max(0) / 60_000_000;
    let parts = [
        (minutes / 1_440, "ngày"),
        (minutes / 60 % 24, "giờ"),
        (minutes % 60, "phút"),
    ];
    let Some(first) = parts.iter().position(|(count, _)| *count > 0) else {
        return "dưới 1 phút".to_owned();
    };
    let told = parts[first..].iter().take(2).filter(|(count, _)| *count > 0);
    let told: Vec<String> = told.map(|(count, unit)| format!("{count} {unit}")).collect();
    told.join(" ")
}

fn parts(text: &str, units: &[(char, &str)]) -> Option<Vec<String>> {
    let mut found = Vec::new();
    let mut number = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() {
            number.push(c);
        } else {
            let (_, word) = units.iter().find(|(unit, _)| *unit == c)?;
            found.push(format!("{number} {word}"));
            number.clear();
        }
    }
    number.is_empty().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_told_to_their_two_largest_units() {
        let minute = 60_000_000;
        assert_eq!(length(0), "dưới 1 phút");
        assert_eq!(length(25 * minute), "25 phút");
        assert_eq!(length((3 * 1_440 + 4 * 60 + 9) * minute), "3 ngày 4 giờ");
        assert_eq!(length((2 * 1_440 + 9) * minute), "2 ngày");
        assert_eq!(length(61 * minute), "1 giờ 1 phút");
    }

    #[test]
    fn durations_are_told_in_vietnamese() {
        assert_eq!(duration("P3D").as_deref(), Some("3 ngày"));
        assert_eq!(duration("P1DT4H30M").as_deref(), Some("1 ngày 4 giờ 30 phút"));
        for no_duration in ["3 ngày", "P", "${due}", "PT4X"] {
            assert_eq!(duration(no_duration), None);
        }
    }
}
