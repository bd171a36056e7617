//! Plausibility checks of a holiday calendar. Every year has seven holidays, on or around the same
//! days, and most of them come with make-up working days.

use std::collections::BTreeSet;

use crate::domain::time::Date;

use super::{Calendar, DayMark, ListedDay, YearList, is_weekend};

/// A holiday that occurs every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Festival {
    /// 元旦: New Year's Day.
    NewYear,
    /// 春节: Spring Festival.
    Spring,
    /// 清明节: Qingming Festival.
    Qingming,
    /// 劳动节: Labour Day.
    Labour,
    /// 端午节: Dragon Boat Festival.
    DragonBoat,
    /// 中秋节: Mid-Autumn Festival.
    MidAutumn,
    /// 国庆节: National Day.
    National,
}

/// The month and day of a date in any year.
type MonthDay = (i8, i8);

impl Festival {
    /// All festivals, in the order of the year.
    pub const ALL: [Festival; 7] = [
        Festival::NewYear,
        Festival::Spring,
        Festival::Qingming,
        Festival::Labour,
        Festival::DragonBoat,
        Festival::MidAutumn,
        Festival::National,
    ];

    /// Returns the name in the current language.
    pub fn label(self) -> String {
        match self {
            Festival::NewYear => crate::say!("feast-new-year"),
            Festival::Spring => crate::say!("feast-spring"),
            Festival::Qingming => crate::say!("feast-qingming"),
            Festival::Labour => crate::say!("feast-labour"),
            Festival::DragonBoat => crate::say!("feast-dragon-boat"),
            Festival::MidAutumn => crate::say!("feast-mid-autumn"),
            Festival::National => crate::say!("feast-national"),
        }
    }

    /// Returns lower-case parts of the names that calendars use for it.
    fn name_parts(self) -> &'static [&'static str] {
        match self {
            Festival::NewYear => &["元旦", "新年", "new year's day"],
            Festival::Spring => &["春节", "除夕", "spring festival", "chinese new year"],
            Festival::Qingming => &["清明", "qingming", "tomb"],
            Festival::Labour => &["劳动", "五一", "labour", "labor", "may day"],
            Festival::DragonBoat => &["端午", "dragon boat"],
            Festival::MidAutumn => &["中秋", "mid-autumn", "mid autumn", "moon festival"],
            Festival::National => &["国庆", "十一", "national day"],
        }
    }

    /// Returns the first and last possible date. Festivals of the lunar calendar vary by about a
    /// month.
    fn date_range(self) -> (MonthDay, MonthDay) {
        match self {
            Festival::NewYear => ((1, 1), (1, 1)),
            Festival::Spring => ((1, 21), (2, 21)),
            Festival::Qingming => ((4, 4), (4, 6)),
            Festival::Labour => ((5, 1), (5, 1)),
            Festival::DragonBoat => ((5, 25), (6, 27)),
            Festival::MidAutumn => ((9, 6), (10, 9)),
            Festival::National => ((10, 1), (10, 1)),
        }
    }

    /// Reports whether it can fall on a date.
    fn may_fall_on(self, date: Date) -> bool {
        let (first, last) = self.date_range();
        (first..=last).contains(&(date.month(), date.day()))
    }

    /// Returns its days off in a calendar: those with its name, if one of them is a possible date;
    /// otherwise those around a possible date whose name is not that of another festival. Empty if
    /// the calendar lacks it.
    fn find_days(self, year: i16, off: &[&ListedDay]) -> Vec<Date> {
        let falls = |date: Date| date.year() == year && self.may_fall_on(date);
        let named: Vec<Date> = off
            .iter()
            .filter(|day| self.is_called(&day.name))
            .map(|day| day.date)
            .collect();
        if named.iter().any(|date| falls(*date)) {
            return named;
        }
        let october: Vec<Date> = off
            .iter()
            .map(|day| day.date)
            .filter(|date| date.year() == year && date.month() == 10)
            .collect();
        let merged = self == Festival::MidAutumn && october.len() >= MERGED_DAYS;
        let others = |day: &ListedDay| {
            Festival::ALL
                .into_iter()
                .any(|feast| feast != self && feast.is_called(&day.name))
        };
        let free: Vec<Date> = off
            .iter()
            .filter(|day| !others(day))
            .map(|day| day.date)
            .collect();
        // The week of National Day is no evidence of the Mid-Autumn Festival unless it is a day
        // longer.
        let its = |date: &Date| falls(*date) && (self != Festival::MidAutumn || date.month() == 9);
        let core: Vec<Date> = free.iter().copied().filter(its).collect();
        if core.is_empty() && merged {
            return october;
        }
        // Days off within a week of a possible date belong to the festival.
        let near = |date: &Date| core.iter().any(|day| date.days_since(*day).abs() <= 7);
        free.into_iter().filter(near).collect()
    }

    fn is_called(self, name: &str) -> bool {
        let name = name.to_lowercase();
        self.name_parts().iter().any(|part| name.contains(part))
    }
}

/// The number of days off in October at which National Day and the Mid-Autumn Festival are
/// combined.
const MERGED_DAYS: usize = 8;

/// A reason to doubt a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// These festivals have no day off, or none on a possible date.
    Missing(Vec<Festival>),
    /// There are no make-up working days.
    NothingMadeUp,
    /// All days off of these festivals are on weekends anyway.
    OnlyWeekend(Vec<Festival>),
    /// It has exactly the days of another year.
    CopyOf(i16),
}

impl Doubt {
    /// Describes the doubt in the current language.
    pub fn label(&self) -> String {
        let names = |feasts: &[Festival]| {
            feasts
                .iter()
                .map(|feast| feast.label())
                .collect::<Vec<_>>()
                .join(&crate::say!("list-and"))
        };
        match self {
            Doubt::Missing(feasts) => crate::say!("doubt-missing", feasts = names(feasts)),
            Doubt::NothingMadeUp => crate::say!("doubt-nothing-made-up"),
            Doubt::OnlyWeekend(feasts) => crate::say!("doubt-only-weekend", feasts = names(feasts)),
            Doubt::CopyOf(year) => crate::say!("doubt-copy", year = year.to_string()),
        }
    }
}

/// Returns the doubts about a calendar, given those already known.
pub(super) fn find_doubts(list: &YearList, known: &Calendar) -> Vec<Doubt> {
    let off: Vec<&ListedDay> = list
        .days
        .iter()
        .filter(|day| day.kind == DayMark::Holiday)
        .collect();
    let found = Festival::ALL.map(|feast| (feast, feast.find_days(list.year, &off)));
    let of = |is: fn(&[Date]) -> bool| -> Vec<Festival> {
        found
            .iter()
            .filter(|(_, days)| is(days))
            .map(|(feast, _)| *feast)
            .collect()
    };
    let missing = of(<[Date]>::is_empty);
    let idle = of(|days| !days.is_empty() && days.iter().all(|date| is_weekend(*date)));
    let days = |list: &YearList| -> BTreeSet<(i32, i8, i8, DayMark)> {
        let years = |date: Date| i32::from(date.year()) - i32::from(list.year);
        list.days
            .iter()
            .map(|day| (years(day.date), day.date.month(), day.date.day(), day.kind))
            .collect()
    };
    let ours = days(list);
    let copied = known.listed_years().filter(|year| *year != list.year);
    let copied = copied
        .filter_map(|year| known.year_list(year))
        .find(|other| days(other) == ours)
        .map(|other| other.year);
    [
        (!missing.is_empty()).then_some(Doubt::Missing(missing)),
        (!list.days.iter().any(|day| day.kind == DayMark::Workday)).then_some(Doubt::NothingMadeUp),
        (!idle.is_empty()).then_some(Doubt::OnlyWeekend(idle)),
        copied.map(Doubt::CopyOf),
    ]
    .into_iter()
    .flatten()
    .collect()
}
