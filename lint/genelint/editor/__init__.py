"""The editor server: records as they are typed. `server` speaks the protocol, and all else are functions of texts.

Only the command `lsp` imports it: lsprotocol and pygls take a third of a second, and come with the extra `lsp`.
"""
