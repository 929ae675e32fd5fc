"""The language of what a sender wrote, by script, letters and frequent words; ISO 639-1.

Client letters are short and full of English names, logs and error text. So a letter that begins in
Cyrillic, or has a real share of it, is in a Cyrillic language, and log lines are not counted at all.
"""

import re
from collections.abc import Iterable

_SAMPLE = 6_000  # characters looked at
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_NOISE = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|\S*[/\\<>{}=|]\S*|\S+\.\S{2,}")
_LOG = re.compile(
    r"\d\d:\d\d:\d\d|\[\w+\]|^\s*(?:at |#\d|Traceback|File \"|\w+(?:Error|Exception)\b|Received:|\$ |> )"
)
_CYRILLIC = re.compile("[\u0400-\u052f]")
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),  # before zh: Japanese has Chinese characters too
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("fa", re.compile("[\u067e\u0686\u0698\u06af\u06cc]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("hy", re.compile("[\u0530-\u058f]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
)
_LETTERS = {
    "ru": "ыэъё",
    "uk": "іїєґ",
    "kk": "әғқңөұүһі",
    "be": "ўі",
    "sr": "јљњћђџ",
    "tt": "әҗңөүһ",
}
_FOREIGN = {"ru": "іїєґәғқңөұүһўјљњћђџҗ", "uk": "ыэъёәғқңұүһўј", "kk": "їєґўјљњ", "be": "їєґищъә"}
_CYRILLIC_WORDS = {
    "ru": "и в не на что как для это у меня мы вы я с по из за но или нет есть пожалуйста здравствуйте"
    " добрый день спасибо почему когда где можно нужно работает сайт почта прошу вас мне нас наш мой"
    " подскажите помогите вопрос при после все уже еще если только был была было вам ваш ваши"
    " какой какие который чтобы также сегодня вчера ошибка оплата привет письма письмо хостинг",
    "uk": "і й та не на що як для це у мене ми ви я з по із за але або немає є будь ласка вітаю добрий"
    " день дякую чому коли де можна треба працює сайт пошта прошу вас мені нас наш мій підкажіть"
    " допоможіть питання після все вже ще якщо тільки був була було вам ваш який які який щоб також"
    " сьогодні вчора помилка оплата привіт листи лист хостинг від до чи доброго дня потрібно",
    "kk": "және мен біз сіз емес үшін бұл ма ме ба бе па пе бар жоқ керек қалай неге қашан қайда сәлем"
    " сәлеметсіз сәлеметсізбе рахмет рақмет өтінемін көмектесіңіз сайт ашылмайды жұмыс істемейді"
    " менің біздің сіздің маған бізге деп бойынша туралы немесе егер бүгін кеше қате төлем хат"
    " калай салем сайты домен хостингке істеп тұр еді болады бола алмаймын қайырлы күн",
    "be": "і не на што як для гэта у мяне мы вы я з але ці няма ёсць калі ласка прывітанне добры дзень"
    " дзякуй чаму калі дзе можна трэба працуе",
    "bg": "и в не на че как за това аз ние вие от по са е да се ще моля здравейте благодаря добър ден"
    " защо кога къде може трябва работи имам имаме сайтът",
    "sr": "и у не на да се је сам смо за са од или али молим поздрав хвала добар дан зашто када где"
    " може ради",
    "tt": "һәм бу дә тә түгел өчен исәнмесез рәхмәт сәлам кирәк ничек юк бар эшләми",
}
_LATIN_WORDS = {
    "en": "the is are was and or you your we our my i it this that to of in for with have has not no"
    " can cannot can't please hello hi hey dear thanks thank when how why what from on at do does did"
    " don't doesn't need help working work works site website down am be been will would could regards"
    " best there any if but all an a as by after before just still issue problem getting get",
    "de": "der die das und ist nicht ich wir sie ihr mein meine unsere mit für auf ein eine einen zu"
    " von den dem im es auch aber oder bitte hallo guten tag danke vielen dank warum wann wie was"
    " kann können habe haben wird funktioniert seit kein keine noch sehr geehrte damen herren grüße"
    " wenn bei nach aus mir uns ihnen",
    "fr": "le la les et est pas je nous vous mon ma mes notre votre avec pour sur un une des du de"
    " au aux en que qui ce cette il elle ne mais ou bonjour merci s'il plaît pourquoi quand comment"
    " peut pouvez avoir j'ai n'est c'est fonctionne plus très cordialement depuis sont dans site",
    "es": "el la los las y es no yo nosotros usted mi mis nuestro con para por un una de del en que"
    " se lo al pero o hola gracias por favor buenos días buenas porqué cuando cómo qué puede puedo"
    " tengo tenemos está están funciona desde más muy saludos página correo ayuda necesito",
    "pt": "o a os as e é não eu nós você meu minha nosso com para por um uma de do da em que se no na"
    " mas ou olá obrigado obrigada bom dia quando como posso tenho temos está estão funciona desde"
    " mais muito atenciosamente site ajuda preciso dos das ao",
    "it": "il lo la i gli le e è non io noi voi mio mia nostro con per su un una di del della in che"
    " si ma o ciao buongiorno grazie perché quando come posso può ho abbiamo sono funziona da più"
    " molto saluti sito salve vorrei nel alla",
    "pl": "i w nie na że jak dla to u mnie my ja z po za ale lub jest są proszę dzień dobry dziękuję"
    " dlaczego kiedy gdzie można mogę działa strona poczta mam mamy od do się czy witam pozdrawiam"
    " pomoc już jeszcze jestem mój nasz przez",
    "nl": "de het een en is niet ik wij u je mijn onze met voor op van in dat die er maar of hallo"
    " dank bedankt alstublieft goedendag waarom wanneer hoe wat kan kunnen heb hebben werkt sinds geen"
    " nog zeer groet vriendelijke naar bij",
    "tr": "ve bir bu için ile ben biz siz değil var yok mı mi ne nasıl neden merhaba teşekkürler"
    " teşekkür ederim lütfen iyi günler çalışmıyor site sitem olarak daha çok ama veya saygılarımla",
    "cs": "a je v na že jak pro to u já my vy s po za ale nebo není jsem jsou prosím dobrý den děkuji"
    " proč kdy kde můžete nefunguje stránka mám máme od do se dobrou ahoj pozdravem jsme",
    "ro": "și este nu eu noi cu pentru pe un o de din în că dar sau bună ziua mulțumesc vă rog de ce"
    " când cum pot am avem sunt funcționează salut",
    "sv": "och är inte jag vi ni min vår med för på en ett av den det att som men eller hej tack snälla"
    " varför när hur vad kan har fungerar sedan hälsningar",
    "fi": "ja on ei minä me te että se tämä mutta tai hei kiitos miksi milloin miten mikä voi voinko"
    " minulla toimi terveisin sivusto",
    "hu": "és nem a az hogy én mi ön egy van vagy de kérem jó napot köszönöm miért mikor hogyan lehet"
    " működik üdvözlettel",
    "ru-latin": "privet zdravstvuyte zdravstvujte zdrastvuite dobryj dobryi dobry den vecher utro"
    " spasibo pozhalujsta pozhaluysta pozhaluista pojaluista pojaluysta pozaluista plz ne rabotaet"
    " rabotayet rabotajet net da sajt sait saita sajta sayt u menya menja mne nas nam vas vam my moj"
    " moi moya kak chto cto shto pochemu pochemy kogda gde mozhno nuzhno nado mogu moget pomogite"
    " podskazhite podskajite proshu oshibka oshibku pochta pochtu pochte domen oplata oplatil schet"
    " schyot parol zabyl ne i na v s k ya eto esli posle segodnya vchera uzhe yesli vse vsyo ili"
    " poluchaetsya otkryvaetsya otkrivaetsya prihodyat pisma pismo hosting hostinga server zaranee"
    " uvazheniem bolshoe est nichego opyat pochinite sdelajte sdelayte srochno",
}
_CYRILLIC_SETS = {name: frozenset(words.split()) for name, words in _CYRILLIC_WORDS.items()}
_LATIN_SETS = {name: frozenset(words.split()) for name, words in _LATIN_WORDS.items()}
_LATIN_LETTERS = {
    "de": "äöüß",
    "fr": "éèêàçùœ",
    "es": "ñ¿¡áíóú",
    "pt": "ãõçâêá",
    "pl": "ąęłńśźż",
    "tr": "ğışçö",
    "cs": "ěřůčšž",
    "ro": "șțăîâ",
    "sv": "å",
    "hu": "őű",
}
_TRANSLITERATED = re.compile(
    r"(?:zh|shch|sch|kh|aet|ayet|yut|jut|ites?|ogo|ego|iya|ija|nyj|niy|ogda|lsya|tsya|aetsya|oval|yvat)$"
)


def detect(text: str, subject: str = "") -> str:
    """ISO 639-1 code, "" when it cannot be told. The subject speaks when the text does not."""
    return _of(text) or _of(subject)


def _of(text: str) -> str:
    lines = [line for line in text[:_SAMPLE].split("\n") if line.strip()]
    prose = [_NOISE.sub(" ", line) for line in lines if not _LOG.search(line)]
    words = [word.lower() for line in prose for word in _WORD.findall(line)]
    cyrillic = [word for word in words if _CYRILLIC.search(word)]
    if cyrillic and _is_cyrillic(prose, len(cyrillic), words):
        return _cyrillic(cyrillic)
    sample = " ".join(words)
    for name, script in _SCRIPTS:
        if len(script.findall(sample)) * 4 > len(sample):
            return name
    return _latin([word for word in words if word.isascii() or not _CYRILLIC.search(word)])


def _is_cyrillic(prose: list[str], cyrillic: int, words: list[str]) -> bool:
    first = [word for line in prose[:2] for word in _WORD.findall(line)]
    share_of_first = sum(bool(_CYRILLIC.search(word)) for word in first) * 2
    english = sum(word in _LATIN_SETS["en"] for word in words)
    return cyrillic * 4 >= len(words) or cyrillic > english or share_of_first > len(first) > 1


def _cyrillic(words: list[str]) -> str:
    letters = "".join(words)
    scores = {name: _hits(words, known) for name, known in _CYRILLIC_SETS.items()}
    for name, own in _LETTERS.items():
        scores[name] += 2.0 * sum(letters.count(letter) for letter in own) / (1 + len(words) / 20)
    for name, foreign in _FOREIGN.items():
        scores[name] -= (
            2.0 * sum(letters.count(letter) for letter in foreign) / (1 + len(words) / 20)
        )
    scores["ru"] += 0.5
    return max(scores, key=lambda name: scores[name])


def _latin(words: list[str]) -> str:
    if not words:
        return ""
    letters = "".join(words)
    scores = {name: _hits(words, known) for name, known in _LATIN_SETS.items()}
    if not letters.isascii():
        for name, own in _LATIN_LETTERS.items():
            scores[name] += 0.7 * sum(letters.count(letter) for letter in own)
    scores["ru-latin"] += 0.5 * sum(bool(_TRANSLITERATED.search(word)) for word in words)
    scores["en"] += 0.1
    best = max(scores, key=lambda name: scores[name])
    if scores[best] < 1 or scores[best] * 12 < len(words):
        return ""
    return "ru" if best == "ru-latin" else best


def _hits(words: Iterable[str], known: frozenset[str]) -> float:
    return float(sum(word in known for word in words))
