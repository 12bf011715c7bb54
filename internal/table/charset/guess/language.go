package guess

// The letters beyond ASCII that the languages of the region are recognised by, in small letters,
// and pairs of letters that are usual in them. To add a language: one line here, a file in
// testdata.

type language struct {
	common, rare map[rune]bool
	pairs        map[pair]bool
}

type pair struct{ first, second rune }

// languages is called once for a file, so the maps are made anew instead of being kept in a global.
func languages() []language {
	return []language{
		newLanguage("áéíěřčšžýů", "úóňťď", // Czech
			"ář áč ák ál án ář át áv éh ém éř ší ří ží čí ní lí tí dí jí mí ké né vý ný ký tý lý "+
				"ův ům ův ůl ěj ěk ěn ěl ěz mě ně tě vě pě bě ře ři řa řá ři čk če ča šk še ši ža že ži úl úř"),
		newLanguage("áéíčšžýľúť", "ôóňäďĺŕ", // Slovak
			"ák án ár áč ád át éh ém ší ží čí ní ký ný vý tý ľa ľk ľn ľu ľm ľs eľ aľ iľ uľ oľ "+
				"ať iť eť úť ôž ôs ôl vä pä mä čk če šk ši ža že ži žo úl ún úr"),
		newLanguage("łóęąśżć", "ńź", // Polish
			"ów ór óż ół ał eł ił ła ło łu ły łą łę ęd ęk ęt ęc ąc ąd ąz ąb ść śl św śn śc żó ży że "+
				"ża ić eć ań eń ńs źn źd ią ię ją ję"),
		newLanguage("äöüß", "é", // German
			"ür ün ül üc üß üh ße aß oß uß iß äu än är äl äc ön ör öl öß öh öt mü gü gr fü sö kö"),
		newLanguage("áéöóőíü", "úű", // Hungarian
			"ár án ás ál át ér én és él ég ét ör öz öl ök óv ón ós őr őb ől ők ős sz ín ír üz ül űr űz"),
		newLanguage("ăâîșțşţ", "", "ăr ăn ăt ăs ân âr âm în îm și ță ți ţi şi"), // Romanian
		newLanguage("čćšžđ", "", "ić ća ći će ač ič eš aš iš ši ša že ža ži"),   // Croatian, Slovene, Serbian
		newLanguage("абвгдежзийклмнопрстуфхцчшщьюяіїєґ", "ёъыэ", ""),            // Ukrainian, Russian
		newLanguage("", "éèêëçàâáãåäîíïìñôóòõöøúûùüßæœ", ""),                    // the rest of Western Europe
		newLanguage("", "áéíěřčšžýůúóňťďôäĺŕľłęąśżćńźöüßőű", neighbours),        // several of these countries in one file
	}
}

// neighbours are the most usual pairs of Czech, Slovak, Polish and German.
const neighbours = "ář ák án ár ém éř ří ží čí ní ký ný ůž ův ům ěj ěk čk če ča ši že ľk ów ój ół ła ło ść śl ię ür ül äc ßl"

func newLanguage(common, rare, pairs string) language {
	return language{common: runeSet(common), rare: runeSet(rare), pairs: pairSet(pairs)}
}

func runeSet(s string) map[rune]bool {
	set := map[rune]bool{}
	for _, r := range s {
		set[r] = true
	}
	return set
}

func pairSet(s string) map[pair]bool {
	set := map[pair]bool{}
	var last rune
	for _, r := range s {
		if last != 0 && last != ' ' && r != ' ' {
			set[pair{last, r}] = true
		}
		last = r
	}
	return set
}
