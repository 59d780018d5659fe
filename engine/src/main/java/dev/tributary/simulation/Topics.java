package dev.tributary.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * What people here write about: topics, each with subtopics and the nouns that go with them, in English and Chinese.
 *
 * <p>A topic also has a half-life in days, after which a text about it has lost half of its freshness, and an hour of the
 * day at which people are most in the mood for it. Immutable.
 */
final class Topics {
  /** Subtopics of each topic. */
  static final int SUBTOPICS = 6;

  /** A word in both languages. */
  record Word(String english, String chinese) {
    String in(Language language) {
      return language == Language.ENGLISH ? english : chinese;
    }
  }

  /** One topic. */
  record Topic(String name, double halfLifeDays, double hour, List<Word> subtopics, List<Word> nouns) {}

  // name | half-life in days | hour | six subtopics | nouns; in each pair English = Chinese
  private static final String TABLE =
      """
      food|60|18|weeknight dinners=快手晚餐;noodle soups=汤面;bread baking=面包烘焙;hot pot=火锅;street snacks=街头小吃;vegetable dishes=素菜|the sauce=酱汁;seasoning=调味;a small kitchen=小厨房;leftovers=剩菜;the cutting board=砧板;cast iron=铸铁锅;fresh herbs=香草;timing=火候
      coffee and tea|70|9|hand-drip coffee=手冲咖啡;espresso=意式浓缩;green tea=绿茶;cold brew=冷萃咖啡;milk tea=奶茶;oolong=乌龙茶|water temperature=水温;the grinder=磨豆机;fresh beans=新鲜豆子;the teapot=茶壶;filter paper=滤纸;milk foam=奶泡;tasting notes=风味描述;storage=储存
      travel|45|20|city walks=城市漫步;mountain villages=山中村落;night trains=夜行火车;island trips=海岛旅行;museum days=博物馆一日;road trips=自驾游|the packing list=行李清单;local buses=当地公交;early mornings=清晨;cheap rooms=平价住宿;the old town=老城;a paper map=纸质地图;rainy days=雨天;travel money=旅行预算
      home|55|21|small apartments=小户型;storage ideas=收纳;kitchen renovation=厨房改造;lighting=灯光布置;second-hand furniture=二手家具;cleaning=家务清洁|the hallway=玄关;open shelves=开放式层架;soft light=柔光;the balcony=阳台;white walls=白墙;measuring=量尺寸;the sofa=沙发;hooks and boxes=挂钩和收纳盒
      gardening|50|8|balcony tomatoes=阳台番茄;succulents=多肉植物;roses=月季;herb pots=香草盆栽;orchids=兰花;composting=堆肥|watering=浇水;potting soil=盆土;pruning=修剪;sunlight=光照;seedlings=育苗;aphids=蚜虫;winter care=过冬;the right pot=花盆选择
      fitness|35|19|home workouts=居家健身;strength training=力量训练;yoga=瑜伽;swimming=游泳;stretching=拉伸;climbing=攀岩|warm-ups=热身;rest days=休息日;posture=体态;dumbbells=哑铃;breathing=呼吸;sore muscles=肌肉酸痛;a training plan=训练计划;progress photos=进度照片
      running|25|7|first marathons=第一次马拉松;trail running=越野跑;morning runs=晨跑;half marathons=半程马拉松;night runs=夜跑;interval training=间歇训练|pace=配速;running shoes=跑鞋;knees=膝盖;heart rate=心率;hydration=补水;cadence=步频;race day=比赛日;recovery=恢复
      football|3|21|league nights=联赛之夜;transfer rumours=转会传闻;youth academies=青训;women's football=女足;tactics boards=战术板;five-a-side=五人制足球|the back line=后防线;set pieces=定位球;pressing=高位逼抢;the goalkeeper=门将;the bench=替补席;stoppage time=补时;the derby=德比;a false nine=伪九号
      basketball|3|20|playoff games=季后赛;rookie watch=新秀观察;street ball=街球;shooting drills=投篮训练;trade talk=交易动态;classic finals=经典总决赛|the pick and roll=挡拆;three-pointers=三分球;the second unit=第二阵容;rebounding=篮板;free throws=罚球;zone defence=联防;the point guard=控卫;overtime=加时
      photography|40|17|film cameras=胶片相机;street photography=街拍;phone photos=手机摄影;portraits=人像;night sky=星空;landscapes=风光|natural light=自然光;composition=构图;a fast lens=大光圈镜头;colour grading=调色;the shutter=快门;contact sheets=样片;the tripod=三脚架;shadows=阴影
      film|12|22|crime series=犯罪剧;animation=动画电影;documentaries=纪录片;old classics=老电影;science fiction=科幻片;romance=爱情片|the ending=结局;the soundtrack=配乐;the first episode=第一集;camera work=镜头语言;the supporting cast=配角;subtitles=字幕;a long take=长镜头;the director's cut=导演剪辑版
      music|30|22|indie bands=独立乐队;piano practice=钢琴练习;hip-hop=嘻哈;classical records=古典唱片;guitar lessons=吉他课;live shows=现场演出|the bass line=贝斯线;headphones=耳机;sight-reading=视奏;the chorus=副歌;vinyl=黑胶;scales=音阶;the encore=返场;a playlist=歌单
      books|80|23|detective novels=推理小说;history books=历史书;poetry=诗歌;short stories=短篇小说;biographies=传记;picture books=绘本|the first chapter=第一章;note-taking=读书笔记;the translation=译本;a slow read=慢读;the library=图书馆;the narrator=叙述者;bedtime=睡前;the appendix=附录
      games|10|22|puzzle games=解谜游戏;role-playing games=角色扮演;board games=桌游;racing games=竞速游戏;farming games=种田游戏;strategy games=策略游戏|the opening hour=开局一小时;side quests=支线任务;the final boss=最终头目;co-op=双人合作;save files=存档;the tutorial=新手教程;speedruns=速通;difficulty=难度
      gadgets|9|12|phones=手机;laptops=笔记本电脑;mechanical keyboards=机械键盘;earbuds=无线耳机;smart homes=智能家居;tablets=平板电脑|battery life=续航;the screen=屏幕;the camera=摄像头;noise cancelling=降噪;updates=系统更新;the price=价格;cables=数据线;second-hand deals=二手交易
      coding|30|11|web pages=网页开发;data analysis=数据分析;databases=数据库;mobile apps=移动应用;open source=开源;command lines=命令行|debugging=调试;tests=测试;documentation=文档;naming=命名;a side project=业余项目;code review=代码评审;slow queries=慢查询;the build=构建
      science|25|10|space missions=航天任务;deep sea=深海;the brain=大脑;weather=天气;dinosaurs=恐龙;chemistry at home=家庭化学|new evidence=新证据;the experiment=实验;a simple model=简单模型;measurement=测量;old theories=旧理论;field work=野外考察;pictures=图像;open questions=未解之谜
      money|8|9|saving=存钱;index funds=指数基金;household budgets=家庭预算;tax returns=报税;renting=租房;insurance=保险|small expenses=小额开支;interest rates=利率;the spreadsheet=记账表;fees=手续费;an emergency fund=应急金;the contract=合同;monthly habits=每月习惯;risk=风险
      careers|20|8|job interviews=面试;remote work=远程办公;first jobs=第一份工作;side jobs=副业;meetings=开会;career changes=转行|the salary talk=谈薪;a short resume=简历;feedback=反馈;focus time=专注时间;the probation period=试用期;office politics=职场关系;emails=邮件;burnout=职业倦怠
      parenting|45|20|newborns=新生儿;primary school=小学生活;reading together=亲子阅读;teenagers=青春期;toddler meals=幼儿餐;family games=家庭游戏|bedtime=睡觉时间;screen time=屏幕时间;tantrums=发脾气;homework=作业;patience=耐心;siblings=兄弟姐妹;the playground=游乐场;routines=作息
      pets|50|19|kittens=小猫;puppy training=幼犬训练;senior cats=老年猫;aquariums=水族箱;rabbits=兔子;bird watching=观鸟|the litter box=猫砂盆;treats=零食;the vet visit=看兽医;grooming=梳毛;a calm walk=遛弯;dry food=干粮;toys=玩具;water quality=水质
      beauty|18|21|skin care=护肤;hair care=护发;everyday makeup=日常妆容;sun protection=防晒;perfume=香水;nail care=美甲|sensitive skin=敏感肌;the base=底妆;ingredients=成分;a short routine=精简流程;dry winters=干燥冬天;the brush=化妆刷;empty bottles=空瓶记;samples=小样
      fashion|14|13|capsule wardrobes=胶囊衣橱;sneakers=球鞋;winter coats=冬季大衣;vintage shops=古着店;office outfits=通勤穿搭;knitting=编织|layering=叠穿;wool=羊毛;one colour=同色系;proportions=比例;repairs=修补;accessories=配饰;the fit=版型;washing=洗护
      city life|2|8|new metro lines=地铁新线;weekend markets=周末集市;neighbourhood news=街区新闻;concert dates=演出日程;rent prices=房租行情;food festivals=美食节|opening hours=营业时间;queues=排队;tickets=门票;the new station=新车站;locals=本地人;photos=现场照片;the weather=天气;rules=规定
      """;

  private final List<Topic> topics = new ArrayList<>();

  Topics() {
    for (String line : TABLE.lines().toList()) {
      String[] fields = line.split("\\|");
      topics.add(
          new Topic(fields[0], Double.parseDouble(fields[1]), Double.parseDouble(fields[2]), words(fields[3]), words(fields[4])));
    }
  }

  private static List<Word> words(String text) {
    var words = new ArrayList<Word>();
    for (String pair : text.split(";")) {
      String[] both = pair.split("=");
      words.add(new Word(both[0], both[1]));
    }
    return List.copyOf(words);
  }

  int size() {
    return topics.size();
  }

  Topic get(int topic) {
    return topics.get(topic);
  }

  Word subtopic(int topic, int subtopic) {
    return topics.get(topic).subtopics().get(subtopic);
  }
}
