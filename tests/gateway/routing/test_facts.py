"""Each fact is seen where it is told, and not where it isn't."""

import pytest

from gateway.routing.facts import CHECK_LISTS, DETECTORS, given, missing
from gateway.routing.services import services
from tests.gateway.routing.letters import own


def facts(body: str, urgency: str = "technical", topic: str = "other", category: str = "technical"):  # type: ignore[no-untyped-def]
    letter = own(body)
    return given(letter, category, urgency, topic, services(letter, topic))


@pytest.mark.parametrize(
    ("key", "topic", "body"),
    [
        ("since_when", "site_down", "Сайт не открывается с самого утра."),
        ("since_when", "site_down", "Our site has been down for two hours."),
        ("since_when", "software", "С 5 числа не запускается задание."),
        ("changes_before", "site_down", "Ничего не меняли, сайт пропал сам."),
        ("changes_before", "software", "It fails after the upgrade of the kernel."),
        ("other_device_or_network", "site_down", "С телефона тоже не открывается."),
        ("other_device_or_network", "network", "From mobile internet everything works."),
        ("happened_before", "site_down", "Второй раз за неделю лежит!"),
        ("happened_before", "site_down", "This is the third time this month."),
        ("browser", "site_feature", "Пробовал в Хроме и Firefox."),
        ("error_text", "site_down", "Показывает 502 Bad Gateway."),
        ("error_text", "login", 'Пишет "неверное имя пользователя или пароль".'),
        ("other_sites", "site_down", "Остальные сайты работают."),
        ("login_data_used", "login", "Захожу так: логин root, порт 1500."),
        ("panel_access", "site_down", "Панель открывается, в кабинет захожу."),
        ("software_name", "site_feature", "Сайт на OpenCart, корзина пустая."),
        ("console_attempt", "server_unreachable", "Через VNC вижу чёрный экран."),
        ("logs", "software", "Вот:\n2024-09-30 04:02:17 [ERROR] InnoDB: aborted\n"),
        ("vendor_contacted", "software", "Писали разработчикам, ответили: дело в сервере."),
        ("mailboxes_involved", "mail", "Не уходит почта с ящика info@klumba.example."),
        ("bounce_received", "mail", "Письма отскакивают обратно."),
        ("mail_client", "mail", "Outlook перестал получать письма."),
        ("sent_by_script", "mail", "С формы на сайте не приходят письма."),
        ("client_ip", "network", "Мой адрес 198.51.100.7, не пускает."),
        (
            "mtr_report",
            "network",
            """mtr:
 1. 192.168.50.1         0.0%  200   0.6   0.7
 2. 10.12.0.1            0.0%  200   2.3   2.6
 3. gw.carrier.example   0.5%  200   3.0   3.3
""",
        ),
        ("ip_changes", "network", "Докупили второй IP-адрес и прописали его."),
        ("which_function", "site_feature", "Не работает корзина."),
        ("how_to_reproduce", "site_feature", "Как повторить: положить товар, нажать «Оформить»."),
        ("expected_result", "software", "Файл должен обновляться каждый час."),
        ("what_to_install", "install", "Не ставится ffmpeg."),
        ("command_used", "install", "Делаю так: `apt-get install ffmpeg`."),
        ("requirements_met", "install", "На сервере 4 ГБ памяти и 2 ядра."),
        ("domain_name", "domain", "Не резолвится klumba.example."),
        ("antivirus", "virus", "Dr.Web нашёл троян."),
        ("backup_purpose", "backup", "Хочу сделать копию перед обновлением магазина."),
        ("screenshot", "login", "Скриншот во вложении."),
        ("service_named", "other", "Вопрос по VDS-2."),
    ],
)
def test_a_fact_that_is_told_is_seen(key: str, topic: str, body: str) -> None:
    assert key in facts(body, topic=topic)


def test_every_key_has_its_example() -> None:
    [mark] = test_a_fact_that_is_told_is_seen.pytestmark  # type: ignore[attr-defined]
    assert {key for key, _, _ in mark.args[1]} == set(DETECTORS)


@pytest.mark.parametrize(
    ("key", "topic", "body"),
    [
        ("since_when", "site_down", "Сайт не открывается, помогите."),
        ("changes_before", "site_down", "Сайт лежит."),
        ("browser", "site_down", "Сайт не открывается ни в одном браузере."),
        ("mailboxes_involved", "mail", "Почта не работает."),
        ("client_ip", "network", "Сервер 192.0.2.7 недоступен."),
        ("mtr_report", "network", "Могу прислать mtr, если нужно."),
        ("logs", "software", "Логи пришлю позже."),
        ("service_named", "other", "Какой тариф выбрать?"),
    ],
)
def test_a_fact_that_is_not_told_is_not_seen(key: str, topic: str, body: str) -> None:
    assert key not in facts(body, topic=topic)


def test_an_order_has_no_beginning_of_a_trouble() -> None:
    body = "Вчера купили сервер, установите, пожалуйста, Nextcloud."
    assert "since_when" not in facts(body, "general", "install", "sysadmin")


@pytest.mark.parametrize("topic", CHECK_LISTS)
def test_only_the_check_list_is_missing_and_never_what_was_told(topic: str) -> None:
    wanted = CHECK_LISTS[topic]
    assert missing(topic, ()) == wanted
    assert missing(topic, wanted[:1]) == wanted[1:]


def test_an_unknown_topic_asks_nothing() -> None:
    assert missing("", ()) == ()
