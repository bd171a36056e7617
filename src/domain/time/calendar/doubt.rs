//! What makes a list of holidays doubtful: a year has seven holidays, on or about the same days every year, and most of them are made up
//! for.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Calendar, ListedDay, Mark, YearList, is_weekend};

/// A holiday of every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feast {
    /// 元旦.
    NewYear,
    /// 春节.
    Spring,
    /// 清明节.
    Qingming,
    /// 劳动节.
    Labour,
    /// 端午节.
    DragonBoat,
    /// 中秋节.
    MidAutumn,
    /// 国庆节.
    National,
}

/// A day of any year: the month and the day of it.
type Within = (i8, i8);

impl Feast {
    /// All of them, in the order of the year.
    pub const ALL: [Feast; 7] = [
        Feast::NewYear,
        Feast::Spring,
        Feast::Qingming,
        Feast::Labour,
        Feast::DragonBoat,
        Feast::MidAutumn,
        Feast::National,
    ];

    /// The name in the language in force.
    pub fn words(self) -> String {
        match self {
            Feast::NewYear => crate::say!("feast-new-year"),
            Feast::Spring => crate::say!("feast-spring"),
            Feast::Qingming => crate::say!("feast-qingming"),
            Feast::Labour => crate::say!("feast-labour"),
            Feast::DragonBoat => crate::say!("feast-dragon-boat"),
            Feast::MidAutumn => crate::say!("feast-mid-autumn"),
            Feast::National => crate::say!("feast-national"),
        }
    }

    /// What lists call it, in part.
    fn names(self) -> &'static [&'static str] {
        match self {
            Feast::NewYear => &["元旦", "新年", "new year's day"],
            Feast::Spring => &["春节", "除夕", "spring festival", "chinese new year"],
            Feast::Qingming => &["清明", "qingming", "tomb"],
            Feast::Labour => &["劳动", "五一", "labour", "labor", "may day"],
            Feast::DragonBoat => &["端午", "dragon boat"],
            Feast::MidAutumn => &["中秋", "mid-autumn", "mid autumn", "moon festival"],
            Feast::National => &["国庆", "十一", "national day"],
        }
    }

    /// The first and the last day on which it may fall. Those of the lunar calendar wander by a month.
    fn window(self) -> (Within, Within) {
        match self {
            Feast::NewYear => ((1, 1), (1, 1)),
            Feast::Spring => ((1, 21), (2, 21)),
            Feast::Qingming => ((4, 4), (4, 6)),
            Feast::Labour => ((5, 1), (5, 1)),
            Feast::DragonBoat => ((5, 25), (6, 27)),
            Feast::MidAutumn => ((9, 6), (10, 9)),
            Feast::National => ((10, 1), (10, 1)),
        }
    }

    /// Whether it may fall on a day.
    fn may_fall_on(self, date: Date) -> bool {
        let (first, last) = self.window();
        (first..=last).contains(&(date.month(), date.day()))
    }

    /// The days off that a list has for it: those that bear its name, if one of them is a day on which it may fall; else, under whatever
    /// name that is no other holiday's, those about a day on which it may fall. Empty where the list does not have it.
    fn days(self, year: i16, off: &[&ListedDay]) -> Vec<Date> {
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
        let merged = self == Feast::MidAutumn && october.len() >= MERGED;
        let others = |day: &ListedDay| {
            Feast::ALL
                .into_iter()
                .any(|feast| feast != self && feast.is_called(&day.name))
        };
        let free: Vec<Date> = off
            .iter()
            .filter(|day| !others(day))
            .map(|day| day.date)
            .collect();
        // The week of National Day says nothing of the Mid-Autumn Festival, unless it is longer by a day.
        let its = |date: &Date| falls(*date) && (self != Feast::MidAutumn || date.month() == 9);
        let core: Vec<Date> = free.iter().copied().filter(its).collect();
        if core.is_empty() && merged {
            return october;
        }
        let near = |date: &Date| core.iter().any(|day| (*date - *day).get_days().abs() <= 7);
        free.into_iter().filter(near).collect()
    }

    fn is_called(self, name: &str) -> bool {
        let name = name.to_lowercase();
        self.names().iter().any(|part| name.contains(part))
    }
}

/// So many days off in October are National Day and the Mid-Autumn Festival in one.
const MERGED: usize = 8;

/// Why a list is not believed at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// These holidays of every year have no day off in it, or none where they can fall.
    Missing(Vec<Feast>),
    /// No weekend is made up for.
    NothingMadeUp,
    /// A holiday whose days off are all of a weekend, and so give none.
    OnlyWeekend(Vec<Feast>),
    /// It has the very days of another year.
    CopyOf(i16),
}

impl Doubt {
    /// The doubt in the language in force.
    pub fn words(&self) -> String {
        let names = |feasts: &[Feast]| {
            feasts
                .iter()
                .map(|feast| feast.words())
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

/// What makes a list doubtful, next to those that are known.
pub(super) fn doubts(list: &YearList, known: &Calendar) -> Vec<Doubt> {
    let off: Vec<&ListedDay> = list
        .days
        .iter()
        .filter(|day| day.kind == Mark::Holiday)
        .collect();
    let found = Feast::ALL.map(|feast| (feast, feast.days(list.year, &off)));
    let of = |is: fn(&[Date]) -> bool| -> Vec<Feast> {
        found
            .iter()
            .filter(|(_, days)| is(days))
            .map(|(feast, _)| *feast)
            .collect()
    };
    let missing = of(<[Date]>::is_empty);
    let idle = of(|days| !days.is_empty() && days.iter().all(|date| is_weekend(*date)));
    let days = |list: &YearList| -> BTreeSet<(i32, i8, i8, Mark)> {
        let years = |date: Date| i32::from(date.year()) - i32::from(list.year);
        list.days
            .iter()
            .map(|day| (years(day.date), day.date.month(), day.date.day(), day.kind))
            .collect()
    };
    let ours = days(list);
    let copied = known.years().filter(|year| *year != list.year);
    let copied = copied
        .filter_map(|year| known.list(year))
        .find(|other| days(other) == ours)
        .map(|other| other.year);
    [
        (!missing.is_empty()).then_some(Doubt::Missing(missing)),
        (!list.days.iter().any(|day| day.kind == Mark::Workday)).then_some(Doubt::NothingMadeUp),
        (!idle.is_empty()).then_some(Doubt::OnlyWeekend(idle)),
        copied.map(Doubt::CopyOf),
    ]
    .into_iter()
    .flatten()
    .collect()
}
