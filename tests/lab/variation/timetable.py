# SPDX-License-Identifier: Apache-2.0
# A variation module of snmpsim: "OID|TAG:timetable|NAME" answers with the number that the county keeps
# in the file NAME, so that a battery runs down as the timetable of the county says.
# Options: the folder of these files.
import os


def init(**context):
    moduleContext["folder"] = context["options"]


def variate(oid, tag, value, **context):
    if context["setFlag"] or not (context["nextFlag"] or context["exactMatch"]):
        return context["origOid"], tag, context["errorStatus"]
    with open(os.path.join(moduleContext["folder"], value)) as file:
        text = file.read().strip()
    return oid, tag, text if tag == "4" else round(float(text))


def record(oid, tag, value, **context):
    raise NotImplementedError("values are made, not recorded")


def shutdown(**context):
    pass
