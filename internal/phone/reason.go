package phone

import "ringdex/internal/message"

// Reason is a code for why a text is not a valid number.
type Reason string

// The reasons. Empty means that the text is blank.
const (
	Empty          Reason = "empty"
	NoDigits       Reason = "no_digits"
	Letters        Reason = "letters"
	TooShort       Reason = "too_short"
	TooLong        Reason = "too_long"
	UnknownCountry Reason = "unknown_country"
	NotAssigned    Reason = "not_assigned"
	Damaged        Reason = "damaged"
	Several        Reason = "several"
)

// Message returns the reason in words that follow "the number": "is too short". The empty Reason
// has no words.
func (r Reason) Message() message.Text {
	if r == "" {
		return message.Text{}
	}
	return message.New("phone." + string(r))
}

// Kind is the type of line.
type Kind string

// The kinds. Some countries, such as those of +1, do not distinguish Fixed from Mobile; their kind
// is FixedOrMobile.
const (
	Mobile        Kind = "mobile"
	Fixed         Kind = "fixed"
	FixedOrMobile Kind = "fixed_or_mobile"
	TollFree      Kind = "toll_free"
	Premium       Kind = "premium"
	SharedCost    Kind = "shared_cost"
	VoIP          Kind = "voip"
	Personal      Kind = "personal"
	Pager         Kind = "pager"
	UAN           Kind = "uan"
	Voicemail     Kind = "voicemail"
)
