package phone

import "testing"

func TestWithoutRemark(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"777 111 001 volat až po 17h": "777 111 001", "nevolat 777111040": "777111040", "starý +421 905 111 042": "+421 905 111 042", "777111034!!!": "777111034", "777111034?": "777111034",
		"zavolat Evě (777111040) ráno": "777111040",
		"+42O777111030":                "", "777 lll 031": "", "777111040a": "", "777111040 nebo jinak 603303963": "", "volat po 17h": "", "IČO 27074999": "", "": "",
	} {
		got, ok := WithoutRemark(text, Regions{"CZ"})
		if got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v, want %q", text, got, ok, want)
		}
	}
}

func TestIsCallingCode(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"420": true, "48": true, "1": true, "4": false, "4200": false, "22": false, "Landesvorwahl": false, "": false, "+48": false} {
		if IsCallingCode(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}
