using System.Text;

namespace Cake.MultiArch.Hosting;

/// <summary>A user name and a password or token.</summary>
internal sealed record Login(string Username, string Password)
{
    /// <summary>The pair as HTTP's basic authentication and authfiles carry it.</summary>
    public string Encoded => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Username}:{Password}"));

    /// <summary>Shows neither: a record would print both, and some services put a token in the place of the user name.</summary>
    public override string ToString() => nameof(Login);
}
