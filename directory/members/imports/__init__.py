"""The coordinator's list of members: read -> check -> plan -> write, and undo.

`actions.import_members` is the one way in; the command and the admin screens both call it. What an import may do:

- It makes members of those it does not know, and of those who wait for approval.
- It fills fields that are empty, and changes fields that still say what an import last wrote there. What the member or
  somebody else has written since is kept, and the report says so.
- It brings nobody back who has left or was declined, and never touches a role.
- A yes to the newsletter needs a basis, and is noted only for somebody who has never logged in and never had a consent,
  at an address that is not suppressed.
  A no takes back what an import gave; what the member said is the member's.
"""
