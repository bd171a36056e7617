//! The characters that make up most of what citizens write.

/// Common Chinese characters, in no order.
const COMMON: &str = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去\
法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很\
最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认\
条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界\
达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔灯亮停街巷桥车站拖欠薪钱房楼屋租\
拆迁补偿垃圾污染噪音扰吵施环境卫生医疗学校老师孩子园小区物业电梯暖供热断费收罚款投诉举报反映建议咨询请求帮忙解决谢您尊敬领导市区县镇村组居委局长书记主任\
修理坏漏堵臭味脏乱差违章占停挖破损井盖绿化树木公交班线站牌红绿信号斑马摄像头警察派出所证件户口身份社保养低救助残疾退休资医保报销油烟烧烤摊夜市广场舞喇叭";

/// How many of the Chinese characters of a text are common ones, and how many there are.
pub fn common(text: &str) -> (usize, usize) {
    let han = || text.chars().filter(|char| matches!(char, '\u{4e00}'..='\u{9fff}'));
    (han().filter(|char| COMMON.contains(*char)).count(), han().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_characters_are_counted() {
        assert_eq!(common("路灯不亮 abc"), (4, 4));
        assert_eq!(common("渭灞停水"), (2, 4));
    }
}
