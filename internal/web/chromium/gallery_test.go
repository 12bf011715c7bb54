package chromium

import (
	"net/http/httptest"
	"os"
	"testing"

	"github.com/chromedp/chromedp"

	"ringdex/internal/store/storetest/enginetest"
	"ringdex/internal/web/gallery"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

// looks are how each specimen is looked at: 640 px are a window of 1280 px at 200 %.
var looks = []struct {
	name          string
	query         string
	width, height int64
}{
	{"wide", "?theme=light&language=en", 1280, 800},
	{"dark", "?theme=dark&language=cs", 1280, 800},
	{"narrow", "?theme=light&language=de", 360, 740},
	{"zoomed", "?theme=dark&language=pl", 640, 400},
}

// TestGallery looks at every page with fixed data, at every width and in both themes.
func TestGallery(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(gallery.Handler())
	defer server.Close()
	tab := Open(t, server.URL)
	unchecked := false
	for _, s := range gallery.Specimens() {
		for _, look := range looks {
			tab.Do(chromedp.EmulateViewport(look.width, look.height), chromedp.Navigate(server.URL+"/"+s.Name+look.query))
			name := s.Name + "-" + look.name
			for _, fault := range tab.Faults() {
				t.Errorf("%s: %s", name, fault)
			}
			if width := Ask[int64](tab, `document.documentElement.scrollWidth`); width > look.width {
				t.Errorf("%s: the page is %d px wide, and the window %d", name, width, look.width)
			}
			tab.Picture(name)
			if look.name == "zoomed" { // the rules are those of the other looks
				continue
			}
			broken, checked := tab.Accessible()
			for _, rule := range broken {
				t.Errorf("%s: %s", name, rule)
			}
			unchecked = unchecked || !checked
		}
	}
	if unchecked {
		missing(t, "RINGDEX_AXE does not name axe.min.js, so no rule of accessibility was checked: .ci/run chromium fetches it")
	}
}
