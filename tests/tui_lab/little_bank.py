"""A lost update of two, small enough to be counted by hand."""

from gilrace.lab.demo import Demo, Guard, everyone


class Account:
    def __init__(self, env):
        self.balance = 0
        self.lock = env.Lock(name="lock")


def setup(env):
    return env.share(Account(env), "account")


def deposit(account):
    balance = account.balance
    account.balance = int(balance) + 1


def deposit_locked(account):
    with account.lock:
        deposit(account)


def check(account, runs):
    if account.balance != runs:
        return f"{runs} deposits were made, but the balance is {account.balance}"
    return None


def demo():
    names = ("Ann", "Bob")
    return Demo(
        name="little_bank",
        title="Little bank",
        summary="Ann and Bob deposit 1 each.",
        actors=everyone(names, deposit),
        setup=setup,
        check=check,
        guards=(Guard("lock", "One lock around read and write.", everyone(names, deposit_locked)),),
        fails=("invariant",),
        repeat=True,
        lesson="Whoever writes an old copy overwrites.",
    )
