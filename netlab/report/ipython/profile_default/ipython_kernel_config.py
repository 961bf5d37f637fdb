# The kernels of netlab's reports and tests: quiet, without history, untouched by the user's own IPython start-up files.
c = get_config()  # noqa: F821  (IPython puts it there)
c.IPKernelApp.log_level = "ERROR"
c.HistoryManager.enabled = False
