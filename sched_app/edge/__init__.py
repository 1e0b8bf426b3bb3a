"""The layers around the app: access line, proxies, Origin, headers, files and pages."""
