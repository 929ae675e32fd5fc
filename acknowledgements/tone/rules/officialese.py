"""Plain words, as one would write to a friend (no offices, no forms, no cases)."""

import re
from collections.abc import Iterator

from acknowledgements.language import Language
from acknowledgements.tone.finding import Finding, Phrases, Text, phrases_in

_I = re.IGNORECASE
_NOUN = r"(?:ы|а|ов|у|ам|ом|ами|е|ах|и|о|ой|ою|ей|ям|ями|ях|ем|ю|я|й)?"


def _any(pattern: str, better: str) -> tuple[re.Pattern[str], str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", _I), better


_PHRASES: dict[Language, Phrases] = {
    "ru": (
        _any(
            rf"(?<!http-)(?<!sql-)запрос{_NOUN}(?!\s+(?:к|в)\s+(?:баз|сервер|сайт))",
            "письмо; вопрос",
        ),
        _any(r"обращени(?:е|я|ю|ем|и|й|ям|ями|ях)", "письмо"),
        _any(r"обра(?:щай|ти)тесь", "напишите"),
        _any(r"(?:за)?тикет\w{0,4}", "письмо"),
        _any(rf"заявк{_NOUN}|заявок|заявлени(?:е|я|ю|ем|и|й|ям|ями|ях)", "письмо; просьба"),
        _any(r"корреспонденци(?:я|и|ю|ей|й)", "письмо; письма"),
        _any(r"обраща(?:ем|ю)\s+(?:ваше\s+)?внимание", "скажите само дело, без этих слов"),
        _any(r"прино(?:сим|шу|сятся)\s+(?:\w+\s+){0,2}извинени[яй]", "нам жаль, что так вышло"),
        _any(
            r"(?:доставленн\w{2,3}\s+)?неудобств(?:о|а|у|ом|е|ам|ами|ах)?",
            "нам жаль, что так вышло",
        ),
        _any(r"уважаем(?:ый|ая|ое|ые|ого|ой|ых|ым)", "здравствуйте"),
        _any(
            r"(?:за)?регистр(?:ирован|аци|ирова)\w{0,5}|регистрационн\w{2,3}", "пришло; мы получили"
        ),
        _any(r"рассм(?:отр|атрив)\w{1,8}", "прочитаем; посмотрим"),
        _any(r"уведомл(?:яем|ени\w{1,3}|ены)|уведомляю", "напишем; письмо"),
        _any(
            r"(?:про)?информиру(?:ем|ю|йте)|сообща(?:ем|ю)\s+(?:вам|о|об|что)", "скажите само дело"
        ),
        _any(r"явля(?:ется|ются|лось|лся|лась)|являться", "тире или «это»"),
        _any(r"осуществ(?:л|ит|ят)\w{0,6}", "делать; сделать"),
        _any(r"произв(?:од|ед)(?:ит|им|ён|ем|ся|ится|ена|ено|ены|ить)\w{0,2}", "делать; сделать"),
        _any(
            r"надлежащ\w{2,3}|вышеуказанн\w{2,3}|нижеследующ\w{2,3}|вышеизложенн\w{2,3}",
            "назовите прямо",
        ),
        _any(r"настоящим(?:\s+\w+)?", "скажите само дело"),
        _any(r"данн(?:ый|ая|ое|ого|ому|ом|ую|ой)(?!\w)", "этот"),
        _any(
            r"в\s+(?:порядке\s+очереди|установленн\w{2,3}\s+\w+)", "скажите, когда, или не говорите"
        ),
        _any(
            r"специалист(?:ы|а|ов|у|ам|ом|ами|е)?|сотрудник(?:и|а|ов|у|ам|ом|ами|е)?",
            "имя человека; мы",
        ),
        _any(r"в\s+случае\s+(?:возникновения|необходимости|если)", "если"),
        _any(
            r"во\s+избежание|посредством|касательно|ввиду|в\s+целях|согласно",
            "чтобы; через; о; из-за; по",
        ),
        _any(r"в\s+связи\s+с(?:\s+\w+)?", "потому что; из-за"),
        _any(r"просьба\s+\w+(?:ть|ти|чь)", "«…, пожалуйста»"),
        _any(r"не\s+отвечайте\s+на\s+(?:это|данное)\s+\w+", "просто ответьте на это письмо"),
        _any(r"предостав(?:ьте|ить|ляем|им|ит)(?:\s+\w+)?", "пришлите; дайте; расскажите"),
        _any(r"оказа(?:ть|ние|ния)\s+(?:содействи[ея]|помощ[иь])", "помочь"),
        _any(
            r"благодарим\s+(?:вас\s+)?за\s+(?:понимание|ожидание|терпение)", "спасибо, что написали"
        ),
        _any(
            r"(?:отвечать\s+на\s+(?:него|это\s+письмо)\s+не\s+(?:нужно|надо|следует))",
            "просто ответьте на это письмо",
        ),
        _any(r"сформировано\s+автоматически", "это автоматический ответ"),
        _any(
            r"(?:просим|просьба|прошу)\s+(?:вас\s+)?(?:набраться|проявить|ожидать|подождать|не\s+\w+)(?:\s+терпени[яе])?|ожидайте\s+\w+",
            "скажите, кто и когда ответит, или не говорите",
        ),
        _any(r"(?:дополнительн|необходим)\w{2,3}\s+информаци\w", "назовите, что именно нужно"),
        _any(r"с\s+уважением", "тёплое слово о дне, потом имя"),
    ),
    "en": (
        _any(r"inconvenienc\w{1,3}", "we are sorry that this happened"),
        _any(r"dear(?!\s+…)(?:\s+\w+)?", "hello"),
        _any(r"tickets?|cases?\s+(?:number|id|no)", "letter"),
        _any(
            r"(?<!http )(?<!api )(?<!get )(?<!post )requests?(?:ed|ing)?", "letter; question; ask"
        ),
        _any(r"(?:en|in)quir(?:y|ies|e)|queries|query", "question"),
        _any(r"correspondence", "letter; letters"),
        _any(r"hereby|herewith|aforementioned|pursuant\s+to|as\s+per", "leave it out"),
        _any(r"kindly", "please"),
        _any(r"valued", "leave it out"),
        _any(r"(?:best|kind|warm)?\s*regards", "a warm word about the day, then the name"),
        _any(r"submi(?:t|ts|tted|ssion)", "write; send"),
        _any(r"regarding|with\s+regard\s+to|in\s+respect\s+of", "about"),
        _any(r"apologi[sz]e[sd]?|apolog(?:y|ies)", "we are sorry"),
        _any(r"representatives?|specialists?|staff\s+members?", "the name of the person; we"),
        _any(r"please\s+(?:be\s+advised|note)(?:\s+that)?", "say the thing itself"),
        _any(r"at\s+your\s+earliest\s+convenience", "when you can"),
        _any(r"(?:do\s+not|don't)\s+hesitate", "just write to us"),
        _any(r"(?:do\s+not|don't)\s+reply", "just answer this letter"),
        _any(r"in\s+the\s+event\s+(?:of|that)", "if"),
        _any(r"thank\s+you\s+for\s+contacting(?:\s+\w+)?", "thank you for writing"),
        _any(r"(?:is|are)\s+being\s+\w+ed|has\s+been\s+received", "we have it; who does it"),
        _any(r"get\s+back\s+to\s+you", "answer you"),
        _any(r"additional\s+(?:information|comments?|details?)", "name what is needed; more"),
        _any(r"automatically\s+generated", "this is an automatic reply"),
        _any(r"prior\s+to", "before"),
        _any(r"utili[sz](?:e|es|ed|ing)", "use"),
        _any(r"assist(?:ance|ing|s|ed)?", "help"),
        _any(r"registered|logged\s+(?:your|the)\s+\w+", "it has arrived; we have it"),
        _any(
            r"thank\s+you\s+for\s+your\s+(?:patience|understanding|cooperation)",
            "thank you for writing",
        ),
    ),
}


def officialese(text: Text) -> Iterator[Finding]:
    return phrases_in(text, "officialese", _PHRASES[text.language])
