"""How near a library comes to questions that no plan answers.

Cosines of multilingual-e5-small as published lie between 0.79 and 0.93 for anything at all; with
the adapted model such questions come as near as 0.42, and another model's lie elsewhere. What
counts as near is therefore read against the best cosines of everyday questions that have nothing
to do with policy plans.
"""

OFF_TOPIC_QUESTIONS = (
    "身份证怎么补办",
    "今天天气怎么样",
    "周末电影院有什么排片",
    "如何申请结婚登记",
    "感冒了吃什么药",
    "小学几点放学",
    "办护照需要多久",
    "附近哪家餐馆好吃",
    "火车票退票手续费是多少",
    "足球比赛几点开始",
    "租房合同怎么写",
    "信用卡逾期怎么办",
    "驾校报名费多少钱",
    "宝宝几个月打疫苗",
    "社保卡丢了怎么补",
    "快递丢了找谁赔",
    "钢琴考级怎么报名",
    "手机号怎么注销",
    "去医院挂号要带什么",
    "法院开庭可以旁听吗",
)
