"""genelint as a service: an HTTP API, a page to paste a record into, and pull requests by webhook.

The extra `serve` installs FastAPI and uvicorn for it. Checking runs in processes of their own (`pool`).
"""
