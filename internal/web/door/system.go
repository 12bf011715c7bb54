package door

import (
	"strings"

	"ringdex/internal/ringdex"
)

// system is what can be connected, and what it has to be told.
type system struct {
	Path  string // of its page
	Name  string // as its maker has it
	About string // message key of what it is for
	Scope ringdex.Scope
	Lines []setting
}

// setting is one thing to type or to copy. In Value, ADDRESS and KEY are filled in.
type setting struct {
	Label string // message key
	Value string
	Many  bool // several lines
}

// fill returns the value with an address and a key in it.
func (s setting) fill(address, key string) string {
	bare := address
	if _, host, ok := strings.Cut(address, "://"); ok {
		bare = host
	}
	return strings.NewReplacer("ADDRESS", address, "HOST", bare, "KEY", key).Replace(s.Value)
}

// systems are in the order in which the page shows them. What they are told is in
// docs/connect-your-phone-system.md and docs/import-your-contacts.md, whose blocks tests execute.
var systems = []system{
	{"thulium", "Thulium", "door.about_lookup", ringdex.ScopeLookup, []setting{
		{"door.crm_address", "ADDRESS/k/KEY/api/customers.json", false},
	}},
	{"voipex", "VOIPEX", "door.about_voipex", ringdex.ScopeWrite, []setting{
		{"door.base_address", "ADDRESS/v3/contacts", false},
		{"door.user_name", "ringdex", false},
		{"door.password", "KEY", false},
		{"door.who_has", "ADDRESS/v3/contacts/route/", false},
	}},
	{"helpdesk", "IPEX Helpdesk", "door.about_helpdesk", ringdex.ScopeWrite, []setting{
		{"door.base_address", "ADDRESS/api/", false},
		{"door.user_name", "ringdex", false},
		{"door.password", "KEY", false},
	}},
	{"asterisk", "Asterisk", "door.about_lookup", ringdex.ScopeLookup, []setting{
		{"door.dialplan", asterisk, true},
		{"door.event_address", "ADDRESS/k/KEY/v1/calls?event=ringing&callId=${UNIQUEID}&number=${URIENCODE(${CALLERID(num)})}&agent=${EXTEN}", false},
		{"door.end_address", "ADDRESS/k/KEY/v1/calls?event=ended&callId=${UNIQUEID}&number=${URIENCODE(${CALLERID(num)})}&seconds=${CDR(billsec)}", false},
	}},
	{"freeswitch", "FreeSWITCH", "door.about_lookup", ringdex.ScopeLookup, []setting{
		{"door.cidlookup", `<param name="url" value="ADDRESS/k/KEY/v1/lookup?format=text&amp;number=${caller_id_number}"/>`, true},
	}},
	{"cti", "Zammad CTI", "door.about_cti", ringdex.ScopeLookup, []setting{
		{"door.event_address", "ADDRESS/api/v1/cti/KEY", false},
	}},
	{"phone", "Snom, Grandstream, Yealink", "door.about_phone", ringdex.ScopeLookup, []setting{
		{"door.snom", "ADDRESS/k/KEY/v1/calls?event=ringing&number=$remote&agent=$active_user&callId=$call-id", false},
		{"door.grandstream", "ADDRESS/k/KEY/v1/calls?event=ringing&number=$remote&agent=$local&callId=$call-id", false},
		{"door.yealink", "ADDRESS/k/KEY/v1/calls?event=ringing&number=$remote&agent=$local&callId=$call_id", false},
	}},
	{"http", "HTTP", "door.about_http", ringdex.ScopeLookup, []setting{
		{"door.who_text", "ADDRESS/v1/lookup?format=text&key=KEY&number=", false},
		{"door.who_json", "ADDRESS/v1/lookup?key=KEY&number=", false},
		{"door.event_address", "ADDRESS/k/KEY/v1/calls?event=ringing&callId=1&number=", false},
	}},
	{"program", "API", "door.about_program", ringdex.ScopeWrite, []setting{
		{"door.base_address", "ADDRESS/v1/", false},
		{"door.bearer", "Authorization: Bearer KEY", false},
		{"door.manual", "ADDRESS/documentation", false},
	}},
}

const asterisk = `same => n,Set(CURLOPT(conntimeout)=1)
same => n,Set(CURLOPT(httptimeout)=2)
same => n,Set(WHO=${CURL(ADDRESS/v1/lookup?number=${URIENCODE(${CALLERID(num)})}&format=text&key=KEY)})
same => n,GotoIf($[${LEN(${WHO})} = 0]?asked)
same => n,Set(CALLERID(name)=${WHO})
same => n(asked),NoOp()`
