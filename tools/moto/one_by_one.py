"""moto's server, one request after the other.

By itself it looks whether a file is there and stores it in two steps, in as many threads as there are requests: of
several writers with `If-None-Match: *` two may be told that they won. S3 lets one win.
"""

import sys
import threading

from moto import server

turn = threading.Lock()
run = server.run_simple


def one_by_one(host, port, app, **options):
    def answer(environ, start_response):
        with turn:
            return list(app(environ, start_response))

    run(host, port, answer, **options)


server.run_simple = one_by_one
server.main(sys.argv[1:])
