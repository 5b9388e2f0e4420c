//! Which PINs are refused: rules instead of a list wherever a rule says it, because rules hold for every length and can
//! be explained. About one in ten PINs of six digits falls, which is the share that helps most.

use super::PinRefused;

/// Why these digits must not be chosen. The first reason that fits is the one people see, so the simplest comes first.
pub(super) fn refuse(digits: &[u8]) -> Option<PinRefused> {
    if repeats(digits) {
        Some(PinRefused::Repeats)
    } else if runs(digits) {
        Some(PinRefused::Run)
    } else if year(digits) {
        Some(PinRefused::Year)
    } else if date(digits) {
        Some(PinRefused::Date)
    } else if walks(digits) || common(digits) {
        Some(PinRefused::Common)
    } else {
        None
    }
}

/// One group again and again (7777, 121212, 123123), one digit nearly everywhere (777717), at most two digits in six or
/// more, doubled pairs (4455, 112233), or the same forwards and backwards (123321).
fn repeats(digits: &[u8]) -> bool {
    let n = digits.len();
    let grouped =
        (1..=n / 2).any(|group| n.is_multiple_of(group) && digits.iter().zip(&digits[group..]).all(same));
    let different = (b'0'..=b'9').filter(|digit| digits.contains(digit)).count();
    let longest = longest_streak(digits, same);
    let pairs = n >= 4 && n.is_multiple_of(2) && digits.chunks_exact(2).all(|pair| pair[0] == pair[1]);
    let mirrored = n >= 6 && digits.iter().eq(digits.iter().rev());
    grouped
        || (n >= 6 && different <= 2)
        || longest + 2 > n
        || (n >= 6 && longest + 2 >= n)
        || pairs
        || mirrored
}

/// Counting by one for most of its length (1234, 987654, 123456 then anything short), around the end too (7890, 8901).
fn runs(digits: &[u8]) -> bool {
    let n = digits.len();
    let up = longest_streak(digits, |(a, b)| (a - b'0' + 1) % 10 == b - b'0');
    let down = longest_streak(digits, |(a, b)| (b - b'0' + 1) % 10 == a - b'0');
    let long = if n <= 5 { n } else { n.div_ceil(2).max(4) };
    up >= long || down >= long
}

/// 1900 to 2059, alone.
fn year(digits: &[u8]) -> bool {
    digits.len() == 4 && is_year(digits)
}

/// A day and month in either order, with a year of two or four digits before, after or not at all; a year and
/// month; two years.
fn date(digits: &[u8]) -> bool {
    let day_month = |d: &[u8]| is_day_month(d) || is_day_month(&[d[2], d[3], d[0], d[1]]);
    match digits.len() {
        4 => day_month(digits),
        6 => {
            day_month(&digits[..4])
                || day_month(&digits[2..])
                || (is_year(&digits[..4]) && is_month(&digits[4..]))
                || (is_month(&digits[..2]) && is_year(&digits[2..]))
        }
        8 => {
            (day_month(&digits[..4]) && is_year(&digits[4..]))
                || (is_year(&digits[..4]) && (day_month(&digits[4..]) || is_year(&digits[4..])))
        }
        _ => false,
    }
}

/// A finger that goes over the number pad from each key to the one beside, above or below it: 1478, 3698, 7896, 2580.
fn walks(digits: &[u8]) -> bool {
    let place = |digit: u8| match digit {
        b'0' => (3, 1),
        other => (i32::from(other - b'1') / 3, i32::from(other - b'1') % 3),
    };
    digits.iter().zip(digits.iter().skip(1)).all(|(one, next)| {
        let ((row, column), (next_row, next_column)) = (place(*one), place(*next));
        (row - next_row).abs() + (column - next_column).abs() == 1
    })
}

/// What no rule above explains: lines and shapes on the number pad, words on its letters, famous numbers.
fn common(digits: &[u8]) -> bool {
    const LIST: [&[u8]; 30] = [
        b"2580", b"0852", b"1470", b"0741", b"3690", b"0963", b"1397", b"7913", b"1379", b"9731", b"159357",
        b"357159", b"147258", b"258369", b"369258", b"147369", b"741852", b"852963", b"963852", b"123654",
        b"456321", b"789456", b"987456", b"314159", b"271828", b"112358", b"5683", b"246810", b"13579",
        b"24680",
    ];
    const MORE: [&[u8]; 28] = [
        // Sentences in Chinese, of all PINs there the most chosen.
        b"5201314",
        b"1314520",
        b"7758521",
        // Corners and lines of the pad; a cyclic number.
        b"134679",
        b"123789",
        b"142857",
        b"1357",
        b"2468",
        b"8642",
        b"7531",
        b"135790",
        b"135791",
        b"147852",
        b"258963",
        b"159753",
        b"753159",
        b"951753",
        b"142536",
        b"102030",
        b"010203",
        b"528491",
        b"867530",
        b"8675309",
        b"31415926",
        b"147258369",
        b"369258147",
        b"741852963",
        b"1472580",
    ];
    LIST.contains(&digits) || MORE.contains(&digits)
}

fn same((a, b): (&u8, &u8)) -> bool {
    a == b
}

/// The longest streak of neighbours that `follows` each other, in digits (1 when none does).
fn longest_streak(digits: &[u8], follows: impl Fn((&u8, &u8)) -> bool) -> usize {
    let mut longest = 1;
    let mut current = 1;
    for pair in digits.iter().zip(digits.iter().skip(1)) {
        current = if follows(pair) { current + 1 } else { 1 };
        longest = longest.max(current);
    }
    longest
}

fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'))
}

fn is_year(digits: &[u8]) -> bool {
    (1900..=2059).contains(&number(digits))
}

fn is_month(digits: &[u8]) -> bool {
    (1..=12).contains(&number(digits))
}

/// Day then month, and the month has that day (29 February included).
fn is_day_month(digits: &[u8]) -> bool {
    const DAYS: [u32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let (day, month) = (number(&digits[..2]), number(&digits[2..4]));
    (1..=12).zip(DAYS).any(|(name, days)| name == month && (1..=days).contains(&day))
}
