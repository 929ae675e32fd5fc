from gateway.ops.letters import NO_ENVELOPE, letter_value
from parsers.message import Own
from parsers.parse import parse

KEYS = [
    "file",
    "message_id",
    "in_reply_to",
    "references",
    "thread_index",
    "date",
    "from",
    "reply_to",
    "to",
    "cc",
    "subject",
    "subject_base",
    "language",
    "kind",
    "kind_reason",
    "text",
    "html",
    "new_text",
    "quoted_text",
    "signature",
    "attachments",
    "bounce",
    "defects",
]
LETTER = """\
From: =?utf-8?B?0JDQvdC90LA=?= <anna@client.example>
To: support@hoster.example
Cc: Boss <boss@client.example>
Reply-To: anna@home.example
Subject: Re: =?utf-8?B?0KHQsNC50YI=?=
Date: Fri, 27 Nov 2026 11:58:00 +0300
Message-ID: <2@client.example>
In-Reply-To: <1@client.example>
References: <0@client.example> <1@client.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

Hello
--b
Content-Type: image/png
Content-ID: <logo@client.example>
Content-Disposition: inline; filename="a.png"

png
--b--
"""
BOUNCE = """\
From: MAILER-DAEMON@mx.client.example
Message-ID: <9@mx.client.example>
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

failed
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.client.example

Final-Recipient: rfc822; anna@client.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 no such user

--b
Content-Type: text/rfc822-headers

Message-ID: <7@hoster.example>

--b--
"""


def value(letter: str) -> dict[str, object]:
    return letter_value(parse(letter.encode(), NO_ENVELOPE, Own()), "a.eml")


def test_the_object_has_the_keys_of_the_contract() -> None:
    assert list(value(LETTER)) == KEYS
    assert list(value("")) == KEYS


def test_addresses_are_objects_and_the_date_is_in_utc() -> None:
    found = value(LETTER)
    assert found["from"] == {"name": "Анна", "address": "anna@client.example"}
    assert found["cc"] == [{"name": "Boss", "address": "boss@client.example"}]
    assert found["reply_to"] == [{"name": "", "address": "anna@home.example"}]
    assert found["date"] == "2026-11-27T08:58:00+00:00"
    assert found["references"] == ["0@client.example", "1@client.example"]
    assert (found["subject"], found["subject_base"]) == ("Re: Сайт", "Сайт")


def test_an_attachment_is_described_without_its_bytes() -> None:
    (attachment,) = value(LETTER)["attachments"]
    assert list(attachment) == [
        "filename",
        "content_type",
        "size",
        "sha256",
        "inline",
        "content_id",
    ]
    assert attachment["filename"] == "a.png"
    assert attachment["content_id"] == "logo@client.example"


def test_a_bounce_names_the_letter_and_whom_it_did_not_reach() -> None:
    found = value(BOUNCE)
    assert found["kind"] == "bounce"
    assert found["bounce"] == {
        "original_message_id": "7@hoster.example",
        "recipients": [
            {
                "address": "anna@client.example",
                "action": "failed",
                "status": "5.1.1",
                "diagnostic": found["bounce"]["recipients"][0]["diagnostic"],
            }
        ],
    }


def test_a_letter_without_anything_still_has_an_object() -> None:
    found = value("")
    assert found["message_id"] is None
    assert found["date"] is None
    assert found["bounce"] is None
    assert found["from"] == {"name": "", "address": ""}
