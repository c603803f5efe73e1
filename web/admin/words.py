"""What operators call the jobs and the authorities."""

VERBS = {
    "credit.query": "查询信用",
    "identity.check-person": "核验身份",
    "licence.verify": "核验营业执照",
    "licence.reserve": "预留证照编号",
    "licence.issue": "签发电子证照",
    "document.render": "生成文书",
    "document.deliver": "送达文书",
    "seal.apply": "加盖电子印章",
    "notification.send": "发送通知",
}
PORTS = {
    "seal": "电子印章",
    "licence": "电子证照",
    "credit": "信用信息",
    "identity": "身份核验",
    "notification": "消息通知",
}
JOB_STATES = {"ready": "等待处理", "leased": "正在处理", "failed": "失败待处理", "done": "已完成"}
KINDS = {"applicant": "申请人", "staff": "工作人员"}


def verb_name(verb: str | None) -> str:
    """Return the Chinese of a verb; of one that is not listed, itself."""
    return VERBS.get(verb or "", verb or "流程推进")
