package native

import "ringdex/internal/openapi"

var describedUsers = []openapi.Operation{
	{
		Pattern: "GET /v1/me", ID: "getMe", Tag: "Users", Summary: "Read who the caller is",
		Text: "The organization, and what the key or the user may do.", Needs: "any key and any user", Answer: meRow{}, Try: "/v1/me",
	},
	{
		Pattern: "GET /v1/users", ID: "listUsers", Tag: "Users", Summary: "List users", Text: "Contacts that have a role, by id.",
		Query:  []openapi.Param{{Name: "role", Type: "string", Text: "Only users with this role."}, limitParam, afterParam},
		Answer: openapi.Members{"items": []userRow{}, "next": ""}, Try: "/v1/users?role=administrator",
	},
	{
		Pattern: "POST /v1/users", ID: "createUser", Tag: "Users", Summary: "Create a user",
		Text:  "Roles are end-user, smart-user, operator, super-operator and administrator. Nobody gives a role above the own one. Without a password the user cannot sign in yet.",
		Query: []openapi.Param{dryParam}, Body: newUserBody{},
		Example: `{"userName": "petr.vesely", "roles": ["operator"], "displayName": "Petr Veselý", "password": "correct-horse-battery", "mustChangePassword": true}`,
		Status:  201, Answer: userRow{}, Problems: []int{409, 413, 415},
	},
	{
		Pattern: "GET /v1/users/{id}", ID: "getUser", Tag: "Users", Summary: "Read a user", Text: "ETag has its version.",
		Headers: []openapi.Param{ifNoneMatch}, Answer: userRow{}, Try: "/v1/users/{id}",
	},
	{
		Pattern: "PATCH /v1/users/{id}", ID: "changeUser", Tag: "Users", Summary: "Change a user, or make a contact one",
		Text:  "Members that are sent change, others stay. A contact becomes a user by getting a role. The last administrator keeps the role.",
		Query: []openapi.Param{dryParam}, Headers: []openapi.Param{ifMatch}, Body: userBody{}, Example: `{"roles": ["operator", "super-operator"]}`,
		Answer: userRow{}, Problems: []int{409, 412, 413, 415, 428},
	},
	{
		Pattern: "PUT /v1/users/{id}/password", ID: "setPassword", Tag: "Users", Summary: "Set the password of a user",
		Text: "The old one stops working immediately. With mustChange the user has to choose another one at the next sign-in.",
		Body: passwordBody{}, Example: `{"password": "correct-horse-battery", "mustChange": true}`, Status: 204, Problems: []int{413, 415},
	},
	{
		Pattern: "DELETE /v1/users/{id}", ID: "deleteUser", Tag: "Users", Summary: "Remove a user",
		Text:  "Takes the roles and the password. A contact that a source owns stays, any other is deleted. The last administrator stays.",
		Query: []openapi.Param{dryParam}, Headers: []openapi.Param{ifMatch}, Status: 204, Problems: []int{409, 412, 428}, Try: "/v1/users/{id}",
	},
}

var describedOrganization = []openapi.Operation{
	{
		Pattern: "GET /v1/organization", ID: "getOrganization", Tag: "Settings", Summary: "Read the organization and its settings",
		Text: "ETag has its version.", Headers: []openapi.Param{ifNoneMatch}, Answer: organizationRow{}, Try: "/v1/organization",
	},
	{
		Pattern: "PATCH /v1/organization", ID: "changeOrganization", Tag: "Settings", Summary: "Change the organization",
		Text: "Members that are sent change, others stay. Regions read numbers without a country code, in order; an empty list means those of the server. " +
			"Guesses are none, head-office or suffix: what answers without the step show. Hosts are set by the command ringdex organization set.",
		Query: []openapi.Param{dryParam}, Headers: []openapi.Param{ifMatch}, Body: organizationBody{},
		Example: `{"name": "Alfa", "regions": ["CZ", "SK"], "lookup": {"suffix": false}}`, Answer: organizationRow{}, Problems: []int{409, 412, 413, 415, 428},
	},
}
