"""The workload stays what it was, so that figures of different days can be compared."""

from hashlib import sha256

from benchmarks.gen_mail import Generator


def test_the_same_seed_gives_the_same_bytes() -> None:
    generator, digest = Generator(1), sha256()
    for _ in range(300):
        digest.update(generator.next()[0])
    assert digest.hexdigest() == "34c6207ea373a44baa5d9b9d5114bf58206060dab9b56eaa492daa085a48beb8"
