using Cake.MultiArch.Git;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Registry.Credentials;

namespace Cake.MultiArch.Tests;

/// <summary>A record prints itself, and those that hold a password must not print it.</summary>
public class LoginTests
{
    private const string Password = "p4ssw0rd";

    [Fact]
    public void A_login_shows_neither_half_because_a_token_can_stand_in_the_place_of_the_user_name()
    {
        new Login("t0ken", Password).ToString().ShouldBe("Login");
        new GitLogin("t0ken", Password).ToString().ShouldBe("GitLogin");
    }

    [Fact]
    public void Whatever_holds_a_login_does_not_show_its_password()
    {
        new RegistryCredentials("registry.example.com", "ci", Password).ToString().ShouldBe("ci at registry.example.com");
        FoundCredentials.Of("ci", Password, "auth.json").ToString().ShouldBe("credentials of ci from auth.json");
        FoundCredentials.OfIdentityToken(Password, "auth.json").ToString().ShouldBe("credentials of an identity token from auth.json");
    }

    [Fact]
    public void A_login_is_encoded_as_authfiles_have_it() => new Login("ci", "p:ä").Encoded.ShouldBe("Y2k6cDrDpA==");
}
