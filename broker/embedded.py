"""The embedded MQTT server as a process, for machines without Mosquitto: demo and development only.

The one door to amqtt. Its limits, which the contract allows for: MQTT 3.1.1 only; it never notices a client
that falls silent without closing its connection; it delivers retained messages twice and unasked. It keeps
nothing on disk, so SIGTERM may simply end it. Must never listen beyond this machine: it asks for no password.
"""

import argparse
import asyncio
import logging

from amqtt.broker import Broker


async def serve(host: str, port: int) -> None:
    """Serve until the process ends."""
    server = Broker(
        {
            "listeners": {"default": {"type": "tcp", "bind": f"{host}:{port}"}},
            "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}},
        }
    )
    await server.start()
    await asyncio.Event().wait()


def main() -> None:
    """Run as `python -m broker.embedded --host 127.0.0.1 --port 1883`."""
    parser = argparse.ArgumentParser(prog="broker.embedded", description="The embedded MQTT server.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    asked = parser.parse_args()
    # Below errors amqtt tells of every packet and warns of every client that comes back.
    logging.basicConfig(level=logging.ERROR)
    asyncio.run(serve(asked.host, asked.port))


if __name__ == "__main__":
    main()
