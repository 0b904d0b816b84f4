"""getMe, getUpdates and the webhook settings."""

from sandbox.errors import bad, conflict
from sandbox.methods.registry import Call, Json, method

ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
SECRET_CHARACTERS = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


@method("getMe")
def get_me(call: Call) -> Json:
    """The bot's User object with what only getMe tells."""
    world = call.world
    return world.me | {
        "can_join_groups": True,
        "can_read_all_group_messages": world.reads_all_groups,
        "supports_inline_queries": world.inline_mode,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method("getUpdates")
async def get_updates(call: Call) -> list[Json]:
    """Updates from `offset` on; waits up to `timeout` seconds on the sandbox's clock."""
    if call.world.webhook.url:
        raise conflict(ACTIVE)
    if "allowed_updates" in call.params:
        call.world.updates.allowed = call["allowed_updates"]
    return await call.world.updates.take(call.get("offset", 0), call.get("limit", 100), call.get("timeout", 0))


@method("setWebhook")
def set_webhook(call: Call) -> bool:
    """Deliver to an address from now on (http is taken too: this Telegram is local)."""
    if not call.get("url"):
        call.world.webhook.stop()
        return _forget(call)
    if not call["url"].startswith(("http://", "https://")):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    connections = call.get("max_connections", 40)
    if not 1 <= connections <= 100:
        raise bad("bad webhook: max_connections must be between 1 and 100")
    secret = call.get("secret_token", "")
    if not set(secret) <= SECRET_CHARACTERS:
        raise bad("secret token contains unallowed characters")
    _forget(call)
    if "allowed_updates" in call.params:
        call.world.updates.allowed = call["allowed_updates"]
    call.world.updates.interrupt(conflict("terminated by setWebhook request"))
    call.world.webhook.set(call["url"], secret, connections)
    return True


@method("deleteWebhook")
def delete_webhook(call: Call) -> bool:
    """Back to polling."""
    call.world.webhook.stop()
    return _forget(call)


def _forget(call: Call) -> bool:
    if call.get("drop_pending_updates"):
        call.world.updates.clear()
    return True


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> Json:
    """Where updates go and how the last delivery failed."""
    webhook, updates = call.world.webhook, call.world.updates
    info: Json = {"url": webhook.url, "has_custom_certificate": False, "pending_update_count": len(updates.pending)}
    if webhook.url:
        info["max_connections"] = webhook.max_connections
    if webhook.url and webhook.last_error:
        info["last_error_date"], info["last_error_message"] = webhook.last_error
    return info | ({"allowed_updates": updates.allowed} if updates.allowed else {})


@method("logOut")
@method("close")
def leave_server(call: Call) -> bool:
    """Nothing to leave: the sandbox is the only server there is."""
    return True
