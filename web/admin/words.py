"""What operators call the jobs and the authorities."""

from office.words import words

VERBS = {
    "credit.query": words("查询信用"),
    "identity.check-person": words("核验身份"),
    "licence.verify": words("核验营业执照"),
    "licence.reserve": words("预留证照编号"),
    "licence.issue": words("签发电子证照"),
    "document.render": words("生成文书"),
    "document.deliver": words("送达文书"),
    "seal.apply": words("加盖电子印章"),
    "notification.send": words("发送通知"),
}
PORTS = {
    "seal": words("电子印章"),
    "licence": words("电子证照"),
    "credit": words("信用信息"),
    "identity": words("身份核验"),
    "notification": words("消息通知"),
}
JOB_STATES = {
    "ready": words("等待处理"),
    "leased": words("正在处理"),
    "failed": words("失败待处理"),
    "done": words("已完成"),
}
KINDS = {"applicant": words("申请人"), "staff": words("工作人员")}


def verb_name(verb: str | None) -> str:
    """Return the Chinese of a verb; of one that is not listed, itself."""
    return VERBS.get(verb or "", verb or words("流程推进"))
