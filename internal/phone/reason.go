package phone

// Reason is the code of why a text is not a valid number.
type Reason string

// The reasons. Empty is for a text of nothing but space.
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

// Text is the reason in words, to follow "the number": "is too short".
func (r Reason) Text() string {
	switch r {
	case "":
		return ""
	case Empty:
		return "is empty"
	case NoDigits:
		return "has no digits"
	case Letters:
		return "has letters or signs that do not belong in a phone number"
	case TooShort:
		return "is too short"
	case TooLong:
		return "is too long"
	case UnknownCountry:
		return "has no country calling code, or an unknown one"
	case NotAssigned:
		return "does not exist in the numbering plan of its country"
	case Damaged:
		return "has lost digits in a spreadsheet"
	case Several:
		return "is more than one number"
	}
	return string(r)
}

// Kind is what sort of line a number belongs to.
type Kind string

// The kinds. Some countries, such as those of +1, do not tell Fixed and Mobile
// apart; theirs is FixedOrMobile.
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
