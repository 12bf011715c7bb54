package servicegate

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Source: wire/helios.md 1.2, the request as the vendor's client sends it (its values are ours).
const recordedLogOn = `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soap:Body>` +
	`<LogOn xmlns="http://lcs.cz/webservices/"><profile>DemoA1</profile><username>user</username><password>pa&lt;ss&amp;</password><language>CZ</language><options>Crypt="No"</options></LogOn></soap:Body></soap:Envelope>`

// Source: wire/helios.md 1.4, "BROWSE request"; the filter is its first one.
const recordedBrowse = `<BROWSE includeColumnInfo="true" includeTotalRowCount="true" folderId="1001" browseLookup="idDefined"><browseId type="template" number="7" /><bounds lower="1" upper="500" />` +
	`<rowFilter><items><item><column name="updated" /><compareCondition operator="greaterThanOrEqual"><valueToCompare>2024-05-06 07:08:09</valueToCompare></compareCondition></item></items></rowFilter>` +
	`<sortOrder><sortColumns><sortColumn columnName="updated" direction="asc" /></sortColumns></sortOrder></BROWSE>`

// Source: wire/helios.md 1.4, "Other messages seen".
const recordedRun = `<RUN FUNCTIONID="23480" auditlogDetail="warning"><RECORD SUBJECTID="11" CLASSID="1118" /><RECORD SUBJECTID="12" CLASSID="1118" /></RUN>`

func TestRequests(t *testing.T) {
	t.Parallel()
	browse := Browse{
		Folder: 1001, Template: 7, Lower: 1, Upper: 500, Columns: true, Total: true,
		From: Condition{"updated", "2024-05-06 07:08:09"}, Sort: []string{"updated"},
	}
	run := Run{Function: 23480, Records: []Record{{Class: "1118", Subject: "11"}, {Class: "1118", Subject: "12", Reference: "K-1"}}}
	byReference := Run{Function: 1, Records: []Record{{Class: "2", Reference: `K"1<`}}}
	for _, c := range []struct{ name, want, got string }{
		{"LogOn", recordedLogOn, string(LogOn("DemoA1", "user", "pa<ss&", "CZ").Envelope())},
		{"BROWSE", recordedBrowse, browse.XML()},
		{"BROWSE, minimal", `<BROWSE includeColumnInfo="false" includeTotalRowCount="false" folderId="22567" browseLookup="idDefined"><browseId type="template" number="22645" /><bounds lower="1" upper="0" /></BROWSE>`, (&Browse{Folder: 22567, Template: 22645, Lower: 1}).XML()},
		{"RUN", recordedRun, run.XML()},
		{"RUN by reference: our choice", `<RUN FUNCTIONID="1" auditlogDetail="warning"><RECORD REFERENCE="K&quot;1&lt;" CLASSID="2" /></RUN>`, byReference.XML()},
		{"ProcessXml", `<sessionToken>1,2</sessionToken><inputXml>&lt;a b="&amp;amp;" /&gt;</inputXml>`, inside(ProcessXML("1,2", `<a b="&amp;" />`).Envelope(), "ProcessXml")},
		{"KeepAlive", `<sessionToken>1,2</sessionToken>`, inside(KeepAlive("1,2").Envelope(), "KeepAlive")},
		{"LogOff", `<sessionToken>1,2</sessionToken>`, inside(LogOff("1,2").Envelope(), "LogOff")},
		{"SOAPAction", `"http://lcs.cz/webservices/LogOff"`, LogOff("").Action()},
	} {
		if c.got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, c.got, c.want)
		}
	}
}

// inside returns what an operation contains.
func inside(envelope []byte, operation string) string {
	_, rest, _ := strings.Cut(string(envelope), "<"+operation+` xmlns="http://lcs.cz/webservices/">`)
	found, _, _ := strings.Cut(rest, "</"+operation+">")
	return found
}

// Source: wire/helios.md 1.4, "BROWSE response".
const recordedRows = `<BROWSERESULT STATE="SUCCESS" START="2024-01-01 00:00:00" STOP="2024-01-01 00:00:01" DATABASENUMBER="1">
  <browse id="7" name="Kontakty" folderId="1001" classId="2" totalRowCount="2" rowsType="master">
    <columnsInfo><column name="name" dataFormat="" visible="true" headerText="Jméno" italica="false" bold="false" underline="false" align="0" /></columnsInfo>
    <data><Datastore TableName="Browse">
        <Definition><Columns>
          <Column Name="name" DataType="string" /><Column Name="title" DataType="string" Caption="Titul" />
          <Column Name="account" DataType="int" /><Column Name="updated" DataType="dateTime" />
        </Columns></Definition>
        <DataRows>
          <DataRow name="K-1" title="Jan Novák" account="10" updated="2024-05-06 07:08:09" />
          <DataRow name="K-2" title="A &amp; B" />
        </DataRows>
    </Datastore></data>
  </browse>
</BROWSERESULT>`

var wantRows = &Rows{
	Start: "2024-01-01 00:00:00", Class: "2", Total: 2,
	Columns: []Column{{"name", "string", "Jméno"}, {"title", "string", "Titul"}, {"account", "int", ""}, {"updated", "dateTime", ""}},
	Rows:    [][]string{{"K-1", "Jan Novák", "10", "2024-05-06 07:08:09"}, {"K-2", "A & B", "", ""}},
}

func TestParseRows(t *testing.T) {
	t.Parallel()
	elements := strings.NewReplacer(
		`<DataRow name="K-1" title="Jan Novák" account="10" updated="2024-05-06 07:08:09" />`, `<DataRow><name>K-1</name><title><![CDATA[Jan Novák]]></title><account>10</account><updated>2024-05-06 07:08:09</updated></DataRow>`,
		`<DataRow name="K-2" title="A &amp; B" />`, `<DataRow name="K-2"><title>A &amp; B</title><account IsNull="True" /></DataRow>`).Replace(recordedRows)
	controls := strings.NewReplacer("K-1", "K-1&#x1F;", "A &amp; B", "A &amp; B\x02").Replace(recordedRows)
	for name, result := range map[string]string{
		"attributes": recordedRows, "elements": elements, "UTF-16 in its declaration": "\ufeff<?xml version=\"1.0\" encoding=\"utf-16\"?>\r\n" + recordedRows,
	} {
		got, err := ParseRows(result)
		if diff := cmp.Diff(wantRows, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
	if got, err := ParseRows(controls); err != nil || got.Rows[0][0] != "K-1 " || got.Rows[1][1] != "A & B " {
		t.Errorf("with control characters: %v, %+v", err, got)
	}
	for _, empty := range []string{`<browse id="7" folderId="1" classId="2" />`, `<browse id="7" folderId="1" classId="2"><data><Datastore><DataRows/></Datastore></data></browse>`} {
		got, err := ParseRows(`<BROWSERESULT STATE="SUCCESS">` + empty + `</BROWSERESULT>`)
		if diff := cmp.Diff(&Rows{Class: "2", Total: -1}, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", empty, err, diff)
		}
	}
	undefined := `<BROWSERESULT STATE="SUCCESS"><browse classId="2"><data><Datastore><DataRows><DataRow a="1"/><DataRow b="2"/></DataRows></Datastore></data></browse></BROWSERESULT>`
	got, err := ParseRows(undefined)
	if diff := cmp.Diff(&Rows{Class: "2", Total: -1, Columns: []Column{{Name: "a"}, {Name: "b"}}, Rows: [][]string{{"1", ""}, {"", "2"}}}, got); diff != "" || err != nil {
		t.Errorf("without a definition: %v (-want +got):\n%s", err, diff)
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	const detail = ` STATE="FAIL" START="" STOP="" DATABASENUMBER="1"><DETAIL LEVEL="APPLICATION" errorMessage="Přístup odepřen" WHEN=""><TEXT>at Main()</TEXT></DETAIL></`
	for _, c := range []struct {
		result, want string
		unreadable   bool
	}{
		{"<BROWSERESULT" + detail + "BROWSERESULT>", "Helios reports: Přístup odepřen", false},
		{"<RESULT" + detail + "RESULT>", "Helios reports: Přístup odepřen", false},
		{"ERROR: Session does not exist.", "Helios refuses: Session does not exist.", true},
		{" ", "Helios gave an empty answer", true},
		{"Runtime Error", "Helios answered something that is not XML: Runtime Error", true},
		{"<BROWSERESULT STATE=\"SUCCESS\"><browse", "Helios answered broken XML: XML syntax error on line 1: unexpected EOF", true},
		{"<RUNRESULT/>", "Helios answered something that is not XML: <RUNRESULT/>", true},
		{"<BROWSERESULT><browse>" + strings.Repeat("<a>", 40), "Helios answered broken XML: the answer nests more than 32 levels", true},
	} {
		_, err := ParseRows(c.result)
		if _, is := errors.AsType[*Unreadable](err); err == nil || err.Error() != c.want || is != c.unreadable {
			t.Errorf("%s: %v (unreadable: %t), want %s", c.result, err, is, c.want)
		}
	}
}

func TestParseRun(t *testing.T) {
	t.Parallel()
	const result = `<RUNRESULT STATE="SUCCESS" START="" STOP="" DATABASENUMBER="0"><DETAIL /><auditlog id="77" state="success" /></RUNRESULT>`
	if err := ParseRun(result); err != nil {
		t.Error(err)
	}
	if err := ParseRun(strings.Replace(result, `"success"`, `"failure"`, 1)); err == nil || err.Error() != "Helios reports: failure (auditlog 77)" {
		t.Errorf("a failed function: %v", err)
	}
}

func TestResult(t *testing.T) {
	t.Parallel()
	c := KeepAlive("1")
	const head = `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>`
	const tail = `</soap:Body></soap:Envelope>`
	for _, a := range []struct{ body, want, problem string }{
		{head + `<KeepAliveResponse xmlns="http://lcs.cz/webservices/"><KeepAliveResult>300</KeepAliveResult></KeepAliveResponse>` + tail, "300", ""},
		{head + `<KeepAliveResponse xmlns="http://lcs.cz/webservices/"><KeepAliveResult /></KeepAliveResponse>` + tail, "", ""},
		{head + `<soap:Fault><faultcode>soap:Server</faultcode><faultstring>No.</faultstring></soap:Fault>` + tail, "", "the Helios server reports an error: No."},
		{head + `<LogOffResponse /> ` + tail, "", "the answer is not SOAP"},
		{"<html><body>Sign in</body></html>", "", "the answer is not SOAP"},
		{head, "", "XML syntax error on line 1: unexpected EOF"},
		{"", "", "unexpected EOF"},
	} {
		got, err := c.Result([]byte(a.body))
		if got != a.want || (err == nil) != (a.problem == "") || err != nil && err.Error() != a.problem {
			t.Errorf("%s: %q, %v, want %q, %s", a.body, got, err, a.want, a.problem)
		}
	}
}

func TestTimes(t *testing.T) {
	t.Parallel()
	prague, err := time.LoadLocation("Europe/Prague")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"2024-05-06 07:08:09": "2024-05-06 07:08:09", "2024-05-06T07:08:09.123": "2024-05-06 07:08:09", "2024-05-06": "2024-05-06 00:00:00", "soon": "",
	} {
		got := ""
		if at, ok := ParseTime(text, prague); ok {
			got = FormatTime(at)
		}
		if got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(recordedRows)
	f.Add(recordedLogOn)
	f.Add(`<BROWSERESULT><browse><data><Datastore><DataRows><DataRow><a IsNull="True">&#x1f;&#31;</a></DataRow></DataRows></Datastore></data></browse></BROWSERESULT>`)
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := ParseRows(text)
		if err == nil {
			for _, row := range rows.Rows {
				if len(row) != len(rows.Columns) {
					t.Errorf("%d cells in %d columns", len(row), len(rows.Columns))
				}
			}
		}
		_ = ParseRun(text)
		_, _ = ProcessXML("", "").Result([]byte(text))
		// What is sent comes back as it was, but for characters that XML does not have.
		body := strings.NewReplacer("ProcessXml>", "ProcessXmlResponse>", "inputXml>", "ProcessXmlResult>", "<ProcessXml ", "<ProcessXmlResponse ").Replace(string(ProcessXML("", "x").Envelope()))
		got, err := ProcessXML("", "").Result([]byte(strings.Replace(body, ">x<", ">"+quotedEscapes.Replace(legal(text))+"<", 1)))
		if err != nil || got != legal(text) {
			t.Errorf("%q came back as %q, %v", text, got, err)
		}
	})
}
