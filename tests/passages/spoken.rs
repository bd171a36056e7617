//! Court matters, uncivil language and advertising: what is pointed out, and what has only the look of it.

use proptest::prelude::*;
use xinxiang::domain::screening::{PassageKind, WordLists, find_passages};

use super::numbers::found;

#[test]
fn a_court_matter_is_something_that_happened_there() {
    for (text, passage) in [
        ("我已向渭滨区人民法院起诉，", "已向渭滨区人民法院起诉"),
        ("我们已经起诉开发商", "已经起诉"),
        ("一审判决我方胜诉", "一审判决"),
        ("区法院已立案，", "区法院已立案"),
        (
            "人民法院于2026年3月2日开庭审理",
            "人民法院于2026年3月2日开庭审理",
        ),
        ("申请劳动仲裁后一直没有结果", "申请劳动仲裁后"),
        ("目前正在诉讼", "正在诉讼"),
        ("已提交劳动仲裁", "已提交劳动仲裁"),
        ("（2018）陕0303民初218号", "（2018）陕0303民初218号"),
        ("(2015)渭民初字第00123号", "(2015)渭民初字第00123号"),
        ("房子被法院查封", "法院查封"),
        ("仲裁委的裁决书下来了", "仲裁委的裁决书"),
        ("做出行政复议决定", "行政复议决定"),
        ("已把他告上法庭", "已把他告上法庭"),
        ("法\u{200B}院 已 立案", "法\u{200B}院 已 立案"),
        ("物業已被法院凍結帳戶", "法院凍結"),
        ("判决已生效，对方不执行", "判决已生效"),
    ] {
        assert!(
            found(text, PassageKind::Court).contains(&passage),
            "{text}: {:?}",
            found(text, PassageKind::Court)
        );
    }
    for text in [
        "法院家属院门口路灯坏了",
        "检察院路积水",
        "律师事务所招牌脱落",
        "开展法制宣传",
        "公交车在法院门口不停靠",
        "市人民法院对面的公厕",
        "实在不行只能去法院起诉",
        "物业让我们去法院起诉",
        "扬言要起诉业主",
        "可以向人民法院提起诉讼",
        "根据《最高人民法院关于审理商品房买卖合同纠纷案件的解释》",
        "咨询过律师准备起诉",
        "请问能去申请劳动仲裁吗",
        "派出所不予立案",
        "公安局立案调查",
        "没有精力和财力去打官司",
        "我在法院工作",
        "人民调解委员会",
        "申请低保受理了",
        "执法局执行罚款2号楼",
        "消费者有权提起诉讼",
        "法院街。审理材料的窗口",
        "最终本人垫付了费用",
        "劳动仲裁中心的停车位",
        "有本事告到法院去",
    ] {
        assert!(
            found(text, PassageKind::Court).is_empty(),
            "{text}: {:?}",
            found(text, PassageKind::Court)
        );
    }
}

#[test]
fn an_insult_is_the_writers_own_word() {
    for (text, passage) in [
        ("你们这群混蛋！", "混蛋"),
        ("真他妈的不像话", "他妈的"),
        ("王*八*蛋", "王*八*蛋"),
        ("傻 逼 物业", "傻 逼"),
        ("狗\u{200B}官", "狗\u{200B}官"),
        ("ＳＢ领导", "ＳＢ"),
        ("简直是王八蛋、畜生", "王八蛋、畜生"),
        ("臭不要脸", "臭不要脸"),
    ] {
        assert_eq!(found(text, PassageKind::Uncivil), [passage], "{text}");
    }
    for text in [
        "USB接口坏了",
        "SBS防水卷材",
        "执行SB/T10379-2012标准",
        "固体废物处理厂",
        "垃圾没人清",
        "孩子落在他妈的户口上",
        "他骂我是王八蛋",
        "对方辱骂我“不要脸”",
        "小区有疯狗咬人",
        "流氓横行",
        "做早操你追我赶",
        "我操作失误",
        "真想去死",
        "食堂饭桶没盖",
    ] {
        assert!(
            found(text, PassageKind::Uncivil).is_empty(),
            "{text}: {:?}",
            found(text, PassageKind::Uncivil)
        );
    }
}

#[test]
fn an_advertisement_offers_and_complains_of_nothing() {
    for (text, passage) in [
        ("本公司专业从事防水工程，欢迎来电咨询。", "欢迎来电咨询"),
        ("尊敬的领导：诚邀您参加第三届高峰论坛", "诚邀您"),
        ("全场特价，加微信abc123", "特价，加微信"),
        ("专业办证，联系13800138000", "专业办证"),
    ] {
        assert!(
            found(text, PassageKind::Advertising).contains(&passage),
            "{text}: {:?}",
            found(text, PassageKind::Advertising)
        );
    }
    for text in [
        "投诉：商家发广告说欢迎来电咨询",
        "收到诈骗短信，让加微信领取优惠",
        "公交卡优惠政策在官网查不到，请问怎么办理",
        "加盟店跑路，维权无门",
        "欢迎领导来村里看看",
        "路边有人出售房屋",
    ] {
        assert!(
            found(text, PassageKind::Advertising).is_empty(),
            "{text}: {:?}",
            found(text, PassageKind::Advertising)
        );
    }
}

#[test]
fn the_embedded_lists_read() {
    let words = include_str!("../../assets/passages/words.toml");
    toml::from_str::<WordLists>(words).map(|_| ()).unwrap();
    for kind in PassageKind::ALL {
        assert_eq!(
            PassageKind::ALL
                .iter()
                .filter(|other| other.code() == kind.code())
                .count(),
            1
        );
    }
}

/// Looking around from every word to the end of the text took 47 s for one of these.
#[test]
fn a_text_of_one_word_over_and_over_is_read_in_proportion_to_its_length() {
    let began = std::time::Instant::now();
    for word in ["法院判决", "混蛋", "优惠加微信", "a@", "3号楼"] {
        find_passages(&word.repeat(60_000 / word.len()), WordLists::embedded());
    }
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}

proptest! {
    #[test]
    fn whatever_is_written_passages_are_pieces_of_it(
        text in "([0-9０-９一二三八零〇xX +()（）.·@-]|[陕C·栋号楼室单元]|法院|已|起诉|我叫|王|身份证|\u{200B}|\u{20E3}|\\PC|\n){0,60}",
    ) {
        let found = find_passages(&text, WordLists::embedded());
        for passage in &found {
            prop_assert!(text.get(passage.range.clone()).is_some_and(|piece| !piece.is_empty()), "{passage:?}");
            prop_assert!(passage.excerpt(&text).chars().count() <= 24);
        }
        for personal in [true, false] {
            let ranges: Vec<_> = found.iter().filter(|one| one.kind.is_personal() == personal).map(|one| &one.range).collect();
            prop_assert!(ranges.windows(2).all(|pair| pair[0].end <= pair[1].start), "{ranges:?}");
        }
    }
}
