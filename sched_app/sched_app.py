import reflex as rx

class S(rx.State):
    n: int = 0
    @rx.event
    def inc(self):
        self.n += 1

def index():
    return rx.el.main(rx.el.h1("OpenHours"), rx.el.button(S.n, on_click=S.inc))

def dyn():
    return rx.el.main(rx.el.h1("Dyn ", S.router.page.path), rx.el.button(S.n, on_click=S.inc))

app = rx.App()
app.add_page(index, route="/")
app.add_page(index, route="/sign-in", title="Sign in")
app.add_page(dyn, route="/book/[workspace]/[meeting_type]")
