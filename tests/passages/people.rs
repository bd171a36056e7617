//! Names, addresses, plates and e-mail addresses.

use xinxiang::domain::screening::PassageKind;

use super::numbers::found;

#[test]
fn a_name_is_found_behind_its_cue_or_before_its_number() {
    for (text, name) in [
        ("我叫王建国，住在经二路", "王建国"),
        ("本人李芳，身份证号", "李芳"),
        ("我是欧阳明华。", "欧阳明华"),
        ("联系人：赵 电话", ""),
        ("联系人：赵敏 13800138000", "赵敏"),
        ("联系人赵敏电话13800138000", "赵敏"),
        ("姓名：诸葛亮", "诸葛亮"),
        ("我名叫陳志強，男", "陳志強"),
        ("反映人:刘波2026年3月2日", "刘波"),
        ("孙丽萍，身份证号61030219900307101X", "孙丽萍"),
        ("周强（身份证号码：610303200104150018）", "周强"),
        ("楼长吴刚\n冯小玲 13800138000", "冯小玲"),
        ("郑爽，联系电话：0917-3260123", "郑爽"),
    ] {
        let names: Vec<&str> = [name].into_iter().filter(|name| !name.is_empty()).collect();
        assert_eq!(found(text, PassageKind::Name), names, "{text}");
    }
    for text in [
        "本人于去年购房",
        "本人高中毕业，",
        "我是金台区居民，",
        "我是高三学生家长",
        "本人和妻子，",
        "我是安置小区的业主",
        "本人常住渭滨区。",
        "我是马营镇人。",
        "联系人员、联系人电话",
        "本人王某，",
        "我是党员。",
        "本人应届，",
        "父亲去世。",
        "谢谢！13800138000",
        "关于安全，电话13800138000",
        "法人代表",
    ] {
        assert!(
            found(text, PassageKind::Name).is_empty(),
            "{text}: {:?}",
            found(text, PassageKind::Name)
        );
    }
}

#[test]
fn an_address_is_found_down_to_the_door() {
    for (text, address) in [
        ("我住在和平小区3号楼2单元501室，", "和平小区3号楼2单元501室"),
        ("家住阳光花园12栋1103。", "阳光花园12栋1103"),
        ("家住阳光花园１２栋１１０３室。", "阳光花园１２栋１１０３室"),
        (
            "地址：经二路88号院三号楼二单元五〇一室",
            "经二路88号院三号楼二单元五〇一室",
        ),
        ("我是滨河苑B座1804的业主", "滨河苑B座1804"),
        ("位于清姜路 5幢1门302号", "5幢1门302号"),
        ("2单元301室漏水", "2单元301室"),
        ("家住高家镇罗家塄村3组12号，", "高家镇罗家塄村3组12号"),
        ("住址:7#楼-1单元-902室", "7#楼-1单元-902室"),
    ] {
        assert_eq!(found(text, PassageKind::Address), [address], "{text}");
    }
    for text in [
        "经二路88号门口",
        "和平小区3号楼",
        "和平小区3号楼2单元",
        "3号楼1号电梯坏了",
        "11栋160户业主",
        "5号楼3楼",
        "12栋1000多户",
        "7栋2号户型",
        "3栋2019年交房",
        "一座100米高的塔",
        "四组队员",
        "2单元105商铺",
    ] {
        assert!(
            found(text, PassageKind::Address).is_empty(),
            "{text}: {:?}",
            found(text, PassageKind::Address)
        );
    }
}

#[test]
fn plates_are_found_and_roads_are_not() {
    for (text, plate) in [
        ("车牌陕C12345乱停", "陕C12345"),
        ("陕C·A1234", "陕C·A1234"),
        ("陕 C 1234A", "陕 C 1234A"),
        ("陕ＣＡ１２３４", "陕ＣＡ１２３４"),
        ("陝C12345", "陝C12345"),
        ("陕CD12345的出租车", "陕CD12345"),
        ("陕CDA2345", "陕CDA2345"),
        ("陕A12345F", "陕A12345F"),
        ("陕C1234学", "陕C1234学"),
        ("陕c12345", "陕c12345"),
    ] {
        assert_eq!(found(text, PassageKind::Plate), [plate], "{text}");
    }
    for text in [
        "陕C1234",
        "陕C1234567",
        "宁S308国道",
        "新A3区",
        "陕CABCD1",
        "陕价服发12345",
        "川O1I345",
    ] {
        assert!(found(text, PassageKind::Plate).is_empty(), "{text}");
    }
}

#[test]
fn mailboxes_are_found_in_full_width_too() {
    for (text, address) in [
        ("邮箱zhang.san@163.com，", "zhang.san@163.com"),
        ("ｚｈａｎｇ＠１６３．ｃｏｍ", "ｚｈａｎｇ＠１６３．ｃｏｍ"),
        ("zhang @ qq.com", "zhang @ qq.com"),
        ("zhang@163。com", "zhang@163。com"),
        (
            "a_b-c+d@mail.example.gov.cn.",
            "a_b-c+d@mail.example.gov.cn",
        ),
        ("13800138000@139.com", "13800138000@139.com"),
    ] {
        assert_eq!(found(text, PassageKind::Email), [address], "{text}");
        assert!(found(text, PassageKind::Mobile).is_empty(), "{text}");
    }
    for text in [
        "@打铁还需自身硬",
        "zhang@163",
        "zhang@.com1",
        "@163.com",
        "8@1.5",
    ] {
        assert!(found(text, PassageKind::Email).is_empty(), "{text}");
    }
}
